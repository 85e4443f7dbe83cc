"""The skills that a text names, of the list in data/skills.toml."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ingest.reading.words import WordsOf
from ingest.text import tokens

DATA = Path(__file__).parent / "data" / "skills.toml"
MOST = 30


def skills_in(text: WordsOf) -> tuple[str, ...]:
    """By name, in the order of the alphabet, at most MOST."""
    found = {
        name
        for first in _phrases().keys() & text.words
        for phrase, name in _phrases()[first]
        if phrase == first or text.has(phrase)
    }
    for word in _exact().keys() & text.words:
        found |= {name for form, pattern, name in _exact()[word] if form in text.text and pattern.search(text.text)}
    return tuple(sorted(found, key=str.casefold)[:MOST])


@cache
def names() -> tuple[str, ...]:
    """All skills of the list."""
    data = _data()
    return tuple(sorted({*data["skills"], *data["exact"]}, key=str.casefold))


def name_of(said: str) -> str:
    """The list's name for one that differs in its capitals; what is not on the list stays as it is."""
    return _by_small_letters().get(said.casefold(), said)


@cache
def _by_small_letters() -> dict[str, str]:
    return {name.casefold(): name for name in names()}


@cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """By the first word: phrases and the skill that each means."""
    phrases: dict[str, list[tuple[str, str]]] = {}
    for name, others in _data()["skills"].items():
        for phrase in {" ".join(tokens(one)) for one in (name, *others)}:
            phrases.setdefault(phrase.split()[0], []).append((phrase, name))
    return phrases


@cache
def _exact() -> dict[str, list[tuple[str, re.Pattern[str], str]]]:
    """By the longest of its words, or the last of those: a form as it is written, its pattern, and its skill."""
    forms: dict[str, list[tuple[str, re.Pattern[str], str]]] = {}
    for name, written in _data()["exact"].items():
        for form in written:
            before, behind = (r"(?<!\w)" if form[0].isalnum() else "", r"(?!\w)" if form[-1].isalnum() else "")
            pattern = re.compile(before + re.escape(form) + behind)
            word = max(reversed(tokens(form)), key=len)
            forms.setdefault(word, []).append((form, pattern, name))
    return forms


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))
