"""How and where one works, as fields state it in a vendor's or an employer's words."""

import re

from ingest.sources.types import EmploymentType, Workplace

_WORKPLACES: dict[str, Workplace] = {
    "remote": "remote",
    "fully remote": "remote",
    "full remote": "remote",
    "100% remote": "remote",
    "telecommute": "remote",
    "work from home": "remote",
    "hybrid": "hybrid",
    "hybrid remote": "hybrid",
    "remote hybrid": "hybrid",
    "onsite": "onsite",
    "on site": "onsite",
    "in office": "onsite",
    "in person": "onsite",
    "office": "onsite",
    "office based": "onsite",
}
_KINDS: dict[EmploymentType, re.Pattern[str]] = {
    "internship": re.compile(r"\b(?:intern|interns|internship|co op|praktik\w*|stage|stagiaire|prácticas)\b"),
    "contract": re.compile(r"\b(?:contract|contractor|freelancer?|1099|freiberuf\w*|werkvertrag)\b"),
    "temporary": re.compile(r"\b(?:temp|temporary|seasonal|fixed term|befristet\w*|cdd|intérim|temporal)\b"),
    "part_time": re.compile(r"\b(?:part ?time|teilzeit\w*|temps partiel|tiempo parcial|media jornada|minijob)\b"),
    "full_time": re.compile(
        r"\b(?:full ?time|full (?:or|and) part|vollzeit\w*|temps plein|tiempo completo|jornada completa)\b"
    ),
}
# A contract for good says nothing of its kind.
_FOR_GOOD = re.compile(r"\b(?:permanent contract|contract:? permanent|unlimited contract)\b")
_JOINTS = re.compile(r"[\s_/\u2013-]+")


def workplace(stated: str | None) -> Workplace | None:
    """The workplace that a field for it states; None for anything that is not one of them alone."""
    return _WORKPLACES.get(_plain(stated))


def employment_type(stated: str | None) -> EmploymentType | None:
    """What is most particular in the field's words: an internship may be full time, a contract part time."""
    words = _FOR_GOOD.sub("", _plain(stated))
    named = [kind for kind, pattern in _KINDS.items() if pattern.search(words)]
    if named == ["part_time", "full_time"]:
        return None
    return named[0] if named else None


def _plain(stated: str | None) -> str:
    return _JOINTS.sub(" ", stated or "").strip().casefold()
