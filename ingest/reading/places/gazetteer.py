"""Names of towns. One sorted block of bytes, read at the first use and searched by halves: 4 MB, and no objects."""

import gzip
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from ingest.text import fold

DATA = Path(__file__).parent / "data" / "cities.txt.gz"
_NOT_A_NAME = re.compile(r"[^\w]+")
LONGEST = 60


class Town(NamedTuple):
    """`region` is the code of its state or province, empty where we do not know it."""

    country: str
    region: str
    thousands: int


def folded(name: str) -> str:
    """A name as the gazetteer knows it: `Saint-Étienne` and `saint etienne` are one."""
    return _NOT_A_NAME.sub(" ", fold(name)).strip()


@lru_cache(maxsize=4096)
def towns(name: str) -> tuple[Town, ...]:
    """The towns of a folded name, the largest first."""
    key = name.encode()
    if not 1 < len(key) <= LONGEST:
        return ()
    block = _block()
    low, high = 0, len(block)
    while low < high:
        start = block.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = block.index(b"\n", start)
        found, _, rest = block[start:end].partition(b"\t")
        if found == key:
            return tuple(map(_town, rest.decode().split(";")))
        low, high = (end + 1, high) if found < key else (low, start)
    return ()


def _town(text: str) -> Town:
    country, region, thousands = text.split(",")
    return Town(country, region, int(thousands))


@cache
def _block() -> bytes:
    return gzip.decompress(DATA.read_bytes())
