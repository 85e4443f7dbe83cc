"""States and provinces by code and by name, from data/regions.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.reading.places.gazetteer import folded

DATA = Path(__file__).parent / "data" / "regions.toml"


class Region(NamedTuple):
    country: str
    code: str


def region_named(name: str) -> Region | None:
    """The one state or province of this folded name."""
    return _names().get(name)


def regions_coded(code: str) -> tuple[Region, ...]:
    """Those with this code in capitals, of the United States first."""
    return _codes().get(code, ())


@cache
def _names() -> dict[str, Region]:
    return {
        folded(name): Region(country, code)
        for country, regions in _data().items()
        for code, names in regions.items()
        for name in names
    }


@cache
def _codes() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for country, regions in _data().items():
        for code in regions:
            found[code] = (*found.get(code, ()), Region(country, code))
    return found


def _data() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))
