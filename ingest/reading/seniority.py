"""How senior a position is, as its title says it; None where it does not say, or says several.

A title of a trade is no rank: an Account Manager, an Account Executive, a Team Assistant lead nobody.
"""

import re
from functools import lru_cache
from typing import Literal

Seniority = Literal[
    "intern", "entry", "mid", "senior", "staff", "principal", "lead", "manager", "director", "executive"
]  # fmt: skip
LONGEST = 300
# Titles are matched in small letters and without points. The first rank that is found is the one.
_INTERN = re.compile(
    r"\b(?:intern(?:ship)?s?|trainee|apprentice(?:ship)?|working student|werkstudent\w{0,4}|praktik\w{1,10}|azubi"
    r"|student(?! (?:housing|success|engagement|affairs|services?|support|life|recruit))|auszubildende[rn]?|ausbildung"
    r"|stagiaire|stage|alternan(?:ce|te?)|apprenti\w{0,4}|v i e|becari[oa]|prácticas|co-op|fellow|fellowship"
    r"|duales studium)\b"
)
_EXECUTIVE = re.compile(
    r"\b(?:vice[- ]president|[se]?vp|avp|chief [\w ]{2,30} officer|c[efotmpi]o|ciso|president|managing director"
    r"|geschäftsführer(?:in)?|directeur général|head(?= of\b)|(?:business|global|regional) head)\b"
)
_SEVERAL = re.compile(
    r"\b(?:i+|junior|associate)\s?(?:/|-|to|or)\s?(?:ii+|iv|mid|senior|sr)\b|\w\s?/\s?(?:sr|senior)\b|all levels"
    r"|open[- ]rank|\bmultiple levels"
)
_DIRECTOR = re.compile(r"\b(?:director|directeur|directrice|direktor(?:in)?|directora)\b")
_PRINCIPAL = re.compile(r"\b(?:principal|princ|distinguished)\b")
_STAFF = re.compile(r"\bstaff\b(?! (?:accountant|nurse|assistant|attorney|auditor|writer|pharmacist))")
# Managers of a thing or of an account, not of people.
_OF_THINGS = (
    "accounts?|product|program(?:me)?|project|projekt|produkt|case|care|community|content|office|property|campaign"
    "|marketing|brand|category|success|partner|partnerships?|relationship|influencer|events?|deployment|release|launch"
    "|communications?|pr|social media|delivery|implementation|onboarding|engagement|solutions?|sales|operations|change"
    "|risk|contract|vendor|procurement|territory|stock|data|performance|growth|seo|crm|e-?commerce|bid|proposal|media"
    "|policy|incident|problem|hr|talent|acquisition|csm|digital|research|quality|country|logistics|inventory"
)
_MANAGER = re.compile(rf"(?<!\w)(?:(?:{_OF_THINGS})[ /-]+(?:manager|mgr)\b|(manager|mgr|gerente|supervisor(?=,))\b)")
_LEAD = re.compile(
    r"(?<!project )\b(?:lead(?! (?:gen|generation|qualification)\b)|leader|teamlead|teamleiter(?:in)?|teamleitung"
    r"|chef d.équipe|responsable d.équipe)\b"
)
_SENIOR = re.compile(r"\b(?:senior|sr|snr|sénior|confirmé|erfahrene[rn]?|adv)\b(?! (?:living|care))")
_ENTRY = re.compile(
    r"\b(?:junior|jr|jnr|entry[- ]level|graduate|new grad|early[- ]career|berufseinsteiger(?:in)?|débutant"
    r"|absolvent(?:in)?|(?:sales|business|partner|market) development rep(?:resentative)?|[sb]dr)\b"
)
_MID = re.compile(r"\b(?:mid|mid[- ]level|mid-senior|intermediate|medior)\b(?![- ]market)")
_ASSOCIATE = re.compile(r"\b(?:associate|assoc)\b(?! (?:partner|professor|dean|general|counsel))")
# `Accountant II`, `Technician V`, `Planner - Level 3`: at the end of a part of the title.
_STEP = re.compile(r"\b(?:level )?(?:(?P<entry>i|1|l1)|(?P<mid>ii|2|l2)|(?P<senior>iii|iv|v|3|4|5|l3))$")
_JOINTS = re.compile(r"\s[-\u2013|]\s|,|\(")
_ASIDE = re.compile(r"\((?:m/w/d|f/m/d|w/m/d|m/f/d|all genders|h/f|f/h|m/w/x|gn)\)|\b(?:h/f|f/h|m/w/d)\b|\.")
_BELOW: tuple[tuple[Seniority, re.Pattern[str]], ...] = (
    ("director", _DIRECTOR),
    ("principal", _PRINCIPAL),
    ("staff", _STAFF),
    ("lead", _LEAD),
    ("senior", _SENIOR),
    ("entry", _ENTRY),
)


@lru_cache(maxsize=4096)
def seniority(title: str) -> Seniority | None:
    words = " ".join(_ASIDE.sub(" ", title[:LONGEST].casefold()).split())
    if _INTERN.search(words):
        return "intern"
    if _EXECUTIVE.search(words):
        return "executive"
    if _SEVERAL.search(words):
        return None
    managers = any(_MANAGER.findall(words))
    found = next((rank for rank, pattern in _BELOW if pattern.search(words)), None)
    if managers and found not in {"director", "principal", "staff"}:
        return "manager"
    return found or _step(words) or ("mid" if _MID.search(words) else "entry" if _ASSOCIATE.search(words) else None)


def _step(words: str) -> Seniority | None:
    for part in _JOINTS.split(words):
        if match := _STEP.search(part.strip()):
            return match.lastgroup  # type: ignore[return-value]  # The groups are named after ranks.
    return None
