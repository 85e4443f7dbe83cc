"""The parts of one place's text, each told by what it can be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.reading.countries import country
from ingest.reading.places.gazetteer import Town, folded, towns
from ingest.reading.places.regions import Region, region_named, regions_coded
from ingest.reading.places.words import MODE_WORDS, NO_TOWN, SHORT_NAMES, without_noise

# A town alone is believed when so many thousands live there, and nearly twice as many as abroad.
BELIEVED = 10
_LEADING = 1.9
_GREAT = 500
# A town with the name of a state is meant only when it is no smaller.
_NAMESAKE = 50
_MOST_PARTS = 12
_MOST_WORDS = 10
_JOINTS = re.compile(r"\s*[,()|\[\]:]\s*|\s+[-\u2013\u2014]\s*|\s*[-\u2013\u2014]\s+")
# `USA.VA.Reston`, as some have it in Workday.
_DOTTED = re.compile(r"[A-Z]{2,3}\.[A-Z]{2,3}\.\w[\w .'-]*")
_DASH = re.compile(r"[-_\u2013]")
_POSTCODE = re.compile(r"(?:[A-Z]{1,2}-?)?\d[\d -]{2,9}|[A-Z]{1,2}\d[A-Z\d]? ?-?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d+")
_POSTCODE_BEHIND = re.compile(r"\s\d{5}(?:-\d{4})?$")
_CODE_BEHIND = re.compile(r"(.{2,40}?)\s([A-Z]{2,3})")
_CODE = re.compile(r"[A-Z]{2,3}")


@dataclass(frozen=True, slots=True)
class Part:
    """`name` is the text folded. All that it can be is kept: `CA` is a country and a state."""

    text: str
    name: str
    country: str | None = None
    regions: tuple[Region, ...] = ()
    towns: tuple[Town, ...] = ()

    @property
    def is_code(self) -> bool:
        return bool(_CODE.fullmatch(self.text))

    @property
    def is_known(self) -> bool:
        return bool(self.country or self.regions or self.towns)


def parts_of(text: str) -> list[Part]:
    parts: list[Part] = []
    if _DOTTED.fullmatch(text.strip()):
        text = ", ".join(text.strip().split(".", 2))
    for piece in _JOINTS.split(text)[: 2 * _MOST_PARTS]:
        for smaller in _undashed(piece):
            parts += told(smaller)
    return parts[:_MOST_PARTS]


def _undashed(piece: str) -> list[str]:
    """The pieces of `USA-WV-Heaters`, but not of `Aix-en-Provence`: the first or last names a country or a state."""
    pieces = [p.strip() for p in _DASH.split(piece)]
    if len(pieces) == 1 or part_of(piece).is_known:
        return [piece]
    ends = [part_of(pieces[0]), part_of(pieces[-1])]
    if any(end.country or end.regions or end.name in MODE_WORDS for end in ends):
        return pieces[:_MOST_PARTS]
    return [piece]


def told(piece: str) -> list[Part]:
    """What a piece between two commas says: nothing, one part, or a town with its state's code behind it."""
    if folded(piece) in MODE_WORDS:
        return []
    piece = SHORT_NAMES.get(folded(piece), piece)
    text = _POSTCODE_BEHIND.sub("", without_noise(piece))
    text = SHORT_NAMES.get(folded(text), text)
    if not text or _POSTCODE.fullmatch(text):
        return []
    part = part_of(text)
    if part.is_known:
        return [part]
    # `Oakdale MN`, `Sydney NSW`, `Nashville TN Corporate Office`.
    coded = _CODE_BEHIND.match(text)
    if coded and regions_coded(coded[2]) and (coded.end() == len(text) or text[coded.end()] == " "):
        return [part_of(coded[1]), part_of(coded[2])]
    return [part]


@lru_cache(maxsize=1024)
def part_of(text: str) -> Part:
    name = folded(text)
    if _CODE.fullmatch(text):
        regions, of_code = regions_coded(text), country(text)
        return Part(text, name, of_code, regions, () if regions or of_code else towns(name))
    region, stated = region_named(name), country(text)
    # There is a Canada in Kansas, and a Florida in the state of New York.
    least = _NAMESAKE if region else BELIEVED if stated else 0
    found = () if name in NO_TOWN else tuple(town for town in towns(name) if town.thousands >= least)
    return Part(text, name, stated, (region,) if region else (), found)


def shortened(text: str) -> Iterator[Part]:
    """The beginnings of a text, the longest first, then its ends: `Boston Drydock`, `North Austin`."""
    words = text.split()
    if not 1 < len(words) <= _MOST_WORDS:
        return
    for count in range(len(words) - 1, 0, -1):
        yield part_of(" ".join(words[:count]))
    for start in range(1, len(words)):
        yield part_of(" ".join(words[start:]))


def leading(found: Sequence[Town]) -> Town | None:
    """The one that is meant where nothing else is said, without its state where that is in doubt."""
    if not found or found[0].thousands < BELIEVED:
        return None
    first = found[0]
    abroad = max((town.thousands for town in found if town.country != first.country), default=0)
    alike = max((town.thousands for town in found[1:] if town.country == first.country), default=0)
    if first.thousands < _LEADING * abroad:
        return None
    return first if first.thousands >= _LEADING * alike else first._replace(region="")


def is_great(part: Part, country: str = "") -> bool:
    """Whether it names a town that is known everywhere, as New York is."""
    return any(town.thousands >= _GREAT and country in {"", town.country} for town in part.towns)
