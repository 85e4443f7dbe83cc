"""Where and how one works, where no field says it: out of the title, and of phrases that leave no doubt in the text."""

import re

from ingest.reading.employment import employment_type
from ingest.reading.words import WordsOf
from ingest.sources.types import EmploymentType, Workplace

_IN_TITLE = re.compile(
    r"(?:[(\[|,/\u2013\u2014-]\s*(?:fully |100 ?% )?)(remote|hybrid|on-?site)\b"
    r"(?! (?:sensing|desktop|pilot|hands|support))"
    r"|^(remote|hybrid)\s[-\u2013|:]",
    re.IGNORECASE,
)
_MODES: dict[str, Workplace] = {"remote": "remote", "hybrid": "hybrid", "onsite": "onsite", "on-site": "onsite"}
# Folded, as tokens give them: a joiner is a space.
_PHRASES: tuple[tuple[Workplace, tuple[str, ...]], ...] = (
    (
        "hybrid",
        (
            "this is a hybrid", "hybrid role", "hybrid position", "role is hybrid", "position is hybrid",
            "hybrid schedule",
            "hybrid working model", "hybrid work model", "hybrid arbeitsmodell", "hybrides arbeiten",
            "hybrides arbeitsmodell", "poste hybride", "teletravail partiel", "modelo hibrido", "trabajo hibrido",
            "days a week in the office", "days per week in the office", "days a week in office",
            "days per week in office",
            "days a week in our office", "days per week on site", "tage homeoffice", "jours de teletravail",
        ),
    ),
    (
        "remote",
        (
            "this is a remote", "this is a fully remote", "this is a 100 remote", "fully remote role",
            "fully remote position", "role is remote", "role is fully remote", "position is remote",
            "position is fully remote", "100 remote", "100 homeoffice", "komplett remote", "vollstandig remote",
            "full remote", "100 teletravail", "teletravail complet", "100 teletrabajo", "teletrabajo 100",
            "work from anywhere",
        ),
    ),
    (
        "onsite",
        (
            "this is an on site", "this is an onsite", "this is an in person", "this is an in office",
            "role is on site",
            "position is on site", "role is fully on site", "fully onsite", "role is onsite", "position is onsite",
            "100 on site", "five days a week in the office", "5 days a week in the office",
            "5 days per week in the office",
        ),
    ),
)  # fmt: skip
# Only where a phrase's own word is there at all, the phrase is looked for.
_HINTS = frozenset(
    [
        "remote", "hybrid", "hybride", "hybrides", "hibrido", "site", "onsite", "office", "homeoffice", "teletravail",
        "teletrabajo", "anywhere", "person",
    ]
)  # fmt: skip
_BY_HINT = [
    (hint, mode, phrase) for mode, phrases in _PHRASES for phrase in phrases for hint in _HINTS & {*phrase.split()}
]
_LABELS = (
    "employment type", "job type", "type of employment", "contract type", "anstellungsart", "beschäftigungsart",
    "arbeitszeit", "vertragsart", "type de contrat", "type d'emploi", "temps de travail", "tipo de contrato",
    "tipo de empleo", "jornada",
)  # fmt: skip
# One of them, folded, is in each label.
_LABEL_WORDS = frozenset(
    ["type", "anstellungsart", "beschaftigungsart", "arbeitszeit", "vertragsart", "temps", "tipo", "jornada"]
)
_BEHIND_LABEL = re.compile(r"\s{0,2}[:\u2013-]\s{0,3}([^\n.;]{3,40})")
_TITLE_ENDS = re.compile(r"[(\[,|]\s*([^()\[\],|]{3,40})[)\]]?|\s[-\u2013\u2014]\s([^()\[\],|\u2013\u2014-]{3,40})$")
_PARTIAL = re.compile(
    r"\b(?:part[- ]time|teilzeit|temps partiel|minijob|werkstudent\w{0,4}|media jornada)\b", re.IGNORECASE
)
_INTERNSHIP = re.compile(
    r"\b(?:intern|interns|internship|praktikum|praktikant(?:in)?|pflichtpraktikum|stagiaire|pr[áa]cticas)\b",
    re.IGNORECASE,
)


def workplace_in(title: str, text: WordsOf) -> Workplace | None:
    if match := _IN_TITLE.search(title):
        return _MODES[(match[1] or match[2]).casefold()]
    said = {mode for hint, mode, phrase in _BY_HINT if hint in text.words and text.has(phrase)}
    return said.pop() if len(said) == 1 else None


def employment_type_in(title: str, text: WordsOf) -> EmploymentType | None:
    if _INTERNSHIP.search(title):
        return "internship"
    for match in _TITLE_ENDS.finditer(title[:300]):
        if (kind := employment_type(match[1] or match[2])) and not _is_a_trade(match[1] or match[2]):
            return kind
    if _PARTIAL.search(title):
        return "part_time"
    if not _LABEL_WORDS & text.words:
        return None
    small = text.text.lower()
    for label in _LABELS:
        place = small.find(label)
        if place >= 0 and (behind := _BEHIND_LABEL.match(small, place + len(label))):
            return employment_type(behind[1])
    return None


def _is_a_trade(words: str) -> bool:
    """`Manager, Contract Operations` names a trade, `Designer, Contract` a kind of contract."""
    return bool(
        re.search(r"\b(?:manag|operation|administrat|special|negotia|engineer|law|recruit|agenc)", words, re.IGNORECASE)
    )
