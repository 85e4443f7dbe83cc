"""Words beside the names in a location: how one works, large areas, and what says nothing of a place."""

import re

from ingest.sources.types import Workplace

_MODES: tuple[tuple[Workplace, re.Pattern[str]], ...] = (
    ("hybrid", re.compile(r"\bhybrid[eo]?\b", re.IGNORECASE)),
    (
        "remote",
        re.compile(
            r"\b(?:remote(?:ly)?|work from home|wfh|home ?-?office|homebased|home[- ]based|telecommut\w{1,4}|anywhere"
            r"|t[ée]l[ée]travail|teletrabajo|remoto|distributed)\b",
            re.IGNORECASE,
        ),
    ),
    ("onsite", re.compile(r"\b(?:on-?site|in[- ]office|in[- ]person|vor ort|sur site|presencial)\b", re.IGNORECASE)),
)
MODE_WORDS = frozenset(
    [
        "remote", "hybrid", "hybrid remote", "remote hybrid", "onsite", "on site", "in office", "in person", "anywhere",
        "home office", "homeoffice", "work from home", "wfh", "home based", "fully remote", "remote work",
        "remote first", "distributed", "teletravail", "remoto", "teletrabajo", "hibrido", "hybride", "flexible",
    ]
)  # fmt: skip
# Their countries, where remote work is offered from all of them.
_AREAS = {
    "dach": ("DE", "AT", "CH"),
    "benelux": ("BE", "NL", "LU"),
    "nordics": ("DK", "FI", "IS", "NO", "SE"),
    "baltics": ("EE", "LV", "LT"),
    "uk and ireland": ("GB", "IE"),
    "uki": ("GB", "IE"),
    "north america": ("US", "CA"),
}
AREA_WORDS = frozenset(
    [
        *_AREAS, "emea", "apac", "latam", "americas", "europe", "european union", "eu", "asia", "africa", "oceania",
        "south america", "latin america", "central america", "middle east", "mena", "worldwide", "global", "cee", "anz",
        "southeast asia", "western europe", "eastern europe", "international", "nationwide", "amer", "us remote",
    ]
)  # fmt: skip
SHORT_NAMES = {
    "nyc": "New York",
    "sf": "San Francisco",
    "philly": "Philadelphia",
    "tlv": "Tel Aviv",
    "frankfurt a m": "Frankfurt am Main",
}
# Names of towns somewhere; in a location by themselves they are words.
NO_TOWN = frozenset(
    [
        *MODE_WORDS, *AREA_WORDS, "university", "field", "various", "multiple", "many", "any city", "headquarters",
        "corporate", "central", "national", "office", "home", "south", "north", "east", "west", "center", "centre",
        "multiple locations", "all locations", "various locations", "locations", "location", "local", "regional",
        "store", "branch", "temporary", "hospital", "school", "college", "campus", "main", "street", "park",
        "remote work", "country", "state", "city", "none", "other", "tbd", "na", "general", "virtual", "open",
        "unknown", "of",
    ]
)  # fmt: skip
_NOISE = re.compile(
    r"\b(?:fully|100 ?%|remote(?:ly)?|hybride?|hybrido|h[íi]brido|on-?site|work from home|home-?office|headquarters?|hq"
    r"|(?:main |corporate |head )?office|offices|campus|bay area|metro(?:politan)?(?: area)?|greater|area|region|cedex"
    r"|downtown|(?:multiple |all |\d+ )?locations?|local|regional|field position|based|only|in or near|nationwide"
    r"|(?:east|west)(?:ern)? coast|(?<=\bUS )(?:north|south|mid)?(?:east|west)|contiguous|continental|virtual"
    r"|(?:[a-z]{3,8} )?time ?zones?"
    r"|t[ée]l[ée]travail|anywhere(?: in)?|temporary|all)\b",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^(?:\s|the\b|in\b|from\b|within\b|of\b|[-/&+#.*])+|[\s/&+#*-]+$", re.IGNORECASE)


def mode_of(text: str) -> Workplace | None:
    """Where one works, as a location says it. `Hybrid (remote two days)` is hybrid."""
    return next((mode for mode, pattern in _MODES if pattern.search(text)), None)


def areas_named(name: str) -> tuple[str, ...]:
    """The countries of the areas in a folded text."""
    words = f" {name} "
    return tuple(code for area, codes in _AREAS.items() if f" {area} " in words for code in codes)


def without_noise(text: str) -> str:
    return _EDGES.sub("", _NOISE.sub(" ", text)).strip()
