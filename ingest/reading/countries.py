"""Countries that a field states, as ISO 3166-1 alpha-2. Names in seven languages come from CLDR through Babel."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
# CLDR also knows territories that are no countries of ISO 3166-1.
_NOT_ISO = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
# Names that vendors and people use and CLDR does not list.
_ALSO = {
    "u.s.": "US",
    "u.s.a.": "US",
    "usa": "US",
    "us": "US",
    "united states of america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "uae": "AE",
    "czech republic": "CZ",
    "holland": "NL",
    "the netherlands": "NL",
    "republic of ireland": "IE",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "korea": "KR",
    "republic of korea": "KR",
    "korea, republic of": "KR",
    "russian federation": "RU",
    "viet nam": "VN",
    "turkey": "TR",
    "turkiye": "TR",
    "myanmar": "MM",
    "burma": "MM",
    "ivory coast": "CI",
    "palestine": "PS",
    "brasil": "BR",
    "deutschland": "DE",
    "taiwan, province of china": "TW",
}
# States, islands and towns bear these names too: in free text they prove nothing.
_AMBIGUOUS = frozenset({"georgia", "georgien", "géorgie", "jersey", "lebanon"})
_NO_PLACE = frozenset({"", "anywhere", "hybrid", "on site", "on-site", "onsite", "remote"})
_JOINTS = re.compile(r"[,;()/|]|\s[-\u2013\u2014]\s")


def country(stated: str | None) -> str | None:
    """The country that a field for countries states: alpha-2, alpha-3, or a name in one of seven languages."""
    word = (stated or "").strip()
    if word.upper() in _codes():
        return word.upper()
    if word.casefold() in _names():
        return _names()[word.casefold()]
    alias = get_global("territory_aliases").get(word.upper(), [])
    return alias[0] if len(alias) == 1 and alias[0] in _codes() else None


def country_at_end(place: str) -> str | None:
    """The only country that a place's text names, as its whole or last part: `Berlin, Germany`, `Japan - Remote`."""
    parts = [part for part in (part.strip().casefold() for part in _JOINTS.split(place)) if part not in _NO_PLACE]
    named = {_names()[part] for part in parts if part in _names()}
    if len(named) != 1 or parts[-1] in _AMBIGUOUS:
        return None
    return _names().get(parts[-1])


@cache
def _codes() -> frozenset[str]:
    known = map(str, Locale.parse("en").territories)
    return frozenset(code for code in known if code.isalpha()) - _NOT_ISO


@cache
def _names() -> dict[str, str]:
    names = dict(_ALSO)
    for language in _LANGUAGES:
        territories = Locale.parse(language).territories
        for code in sorted(_codes()):
            if code in territories:
                name = territories[code].casefold()
                names.setdefault(name, code)
                names.setdefault(name.replace(" & ", " and "), code)
    return names
