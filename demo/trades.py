"""The texts from which postings are written, one file per language, checked as they are read."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

Language = Literal["en", "de", "fr"]


class Trade(msgspec.Struct, frozen=True):
    """One line of work. `worth` is a middle salary in thousand euros a year, in Germany."""

    department: str
    worth: int
    titles: tuple[str, ...]
    forms: tuple[str, ...]
    focus: tuple[str, ...]
    skills: tuple[str, ...]
    tools: tuple[str, ...]
    role: tuple[str, ...]
    duties: tuple[str, ...]
    profile: tuple[str, ...]
    extras: tuple[str, ...]


class Phrases(msgspec.Struct, frozen=True):
    """All that can be said in one language."""

    suffixes: tuple[str, ...]
    about: tuple[str, ...]
    culture: tuple[str, ...]
    benefits: tuple[str, ...]
    process: tuple[str, ...]
    equal: tuple[str, ...]
    pay: tuple[str, ...]
    revised: tuple[str, ...]
    units: dict[str, str]
    workplaces: dict[str, tuple[str, ...]]
    headings: dict[str, tuple[str, ...]]
    employment: dict[str, str]
    trades: dict[str, Trade]


@cache
def phrases_in(language: Language) -> Phrases:
    text = (Path(__file__).parent / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Phrases)
