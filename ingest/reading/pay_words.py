"""The words around an amount: those that make it pay, those that make it something else, and its period."""

import re

from ingest.sources.types import Period

# Without any of these there is no pay: looking for them costs next to nothing.
_SIGNS = (
    "$",
    "€",
    "£",
    "₹",
    "zł",
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "CAD",
    "AUD",
    "PLN",
    "uro",
    "alar",
    "pay",
    "Pay",
    "ehalt",
)

# All of these are matched against text in small letters.
PAY = re.compile(
    r"salar(?:y|ies)|compensation|\bcomp\b|\bpay\b|\bpays\b|\bwages?\b|\bearn(?:ing)?s?\b|\bincome\b|\bote\b|\brate\b"
    r"|\b(?:base|pay|range)[:\s]|estimated range|\brange is\b|current range"
    r"|gehalt|vergütung|\blohn\b|stundenlohn|\bentgelt|verdienst|brutto|\bverdien"
    r"|rémunération|\bremuneration|\bsalaire|\bbrute?s?\b|\bpackage\b|\bfixe\b|\btjm\b|tagessatz|stundensatz"
    r"|\bsalari|\bsueldo|retribución|\bbrutos?\b|\bs\.?b\.?a\b|remuneración|\bsalarial"
)
PAY_BEHIND = re.compile(
    r"\W{0,3}(?:usd |eur |gross |brutto|brut|bruto|base\b|basic\b|ote\b|salary|gehalt|vergütung|de salaire|de salario)"
)
# What stands before the amount, a bar, and what stands behind it.
NOT_PAY = re.compile(
    r"revenue|\braised?\b|raising|funding|\bfunds?\b|series [a-f]\b|valu(?:ation|ed)|\bseed\b|investor"
    r"|invest(?:ed|ment|ing)|\bassets\b|\barr\b|budget|sign[- ]?on|signing|\bstipend|reimburs|allowance|referral"
    r"|discount|\bquota|tuition|relocation|deductible|donat|\bgift|\bgrants?\b|voucher|\bworth\b|transactions"
    r"|portfolio|contracts? (?:of|value)|retirement|pension|\bmatch(?:ing)?\b"
    r"|umsatz|finanzierung|zuschuss|zuschlag|sachbezug|gutschein|prämie|bonus von|bonus bis|fördersumme"
    r"|chiffre d.affaires|levée|levé\b|\bprimes?\b|tickets?[- ]restaurant|carte ticket|indemnité|panier|frais\b|investi"
    r"|facturación|financiación|ayuda|dietas|gastos|inversión|honoraires|/ ?client"
    r"|\b(?:ote|on[- ]target)\b[^|]{0,30}\||\|.{0,8}\b(?:ote\b|on[- ]target)"
    r"|\|\W{0,2}(?:per employee|sign|annual bonus|bonus|stipend|towards?)"
    r"|(?:bonus(?:es)?|incentives?|commission|equity|tips?|prämien)\b[^.;\n]{0,14}\|"
)
SENTENCE_END = re.compile(r"[.!?]\s|\n")
ONLY_MOST = re.compile(r"(?:up to|bis zu|jusqu.à|hasta|maximum(?: of)?|max\.?)[\s:]{0,2}$")
ONLY_LEAST = re.compile(
    r"(?:\bfrom|starting (?:at|from)|at least|minimum(?: of)?|\bab\b|mindestens|à partir de|à partir d'|dès|desde"
    r"|a partir de|au moins|mínimo(?: de)?)[\s:]{0,2}$"
)
_TWICE = re.compile(r"\b(?:bi-?weekly|semi-?monthly|twice)\b")
_EACH = r"(?:/|per|an?|pro|je|im|par|por|al|de la|de l.) ?"
_PERIOD: dict[Period, re.Pattern[str]] = {
    "hour": re.compile(_EACH + r"(?:hour|hr|h\b|std\b|stunde|heure|hora)|hourly|stündlich"),
    "day": re.compile(_EACH + r"(?:day|tag\b|jour\b|día)|daily rate|day rate|täglich|tagessatz|\btjm\b"),
    "week": re.compile(_EACH + r"(?:week\b|woche|semaine|semana)|\bweekly"),
    "month": re.compile(_EACH + r"(?:month|monat|mois|mes\b)|monthly|monatlich|mensuel|mensual"),
    "year": re.compile(
        _EACH + r"(?:year|yr\b|annum|jahr|an\b|año)|annual|annuel|anual|yearly|jährlich|p\. ?a\.|\bpa\b",
    ),
}
_NAMED_BEFORE: dict[Period, re.Pattern[str]] = {
    "hour": re.compile(r"hourly|stundenlohn|per hour|taux horaire|\bhoraire\b(?! de)"),
    "month": re.compile(r"monthly (?:salary|pay)|monatsgehalt|monatlich|mensuel|mensual"),
    "year": re.compile(r"annual|annuel|anual|yearly|jahresgehalt|jährlich|per year|per annum"),
    "day": re.compile(r"daily rate|day rate|tagessatz|\btjm\b"),
}
_NEAR = 28
# Behind the next number or line stands what belongs to that.
_UNTIL = re.compile(r"[\d\n;]")


def may_have_pay(text: str) -> bool:
    return any(sign in text for sign in _SIGNS)


def period_around(behind: str, before: str) -> Period | None:
    """The period that stands right behind an amount, else the last one before it."""
    behind = _UNTIL.split(behind[:_NEAR], maxsplit=1)[0]
    if _TWICE.search(behind):
        return None
    near = [(match.start(), name) for name, words in _PERIOD.items() if (match := words.search(behind))]
    if near:
        return min(near)[1]
    said = [(match.start(), name) for name, words in _NAMED_BEFORE.items() for match in words.finditer(before)]
    return max(said)[1] if said else None
