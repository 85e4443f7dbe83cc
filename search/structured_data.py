"""A posting in the vocabulary of schema.org, for the machines that read our pages."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from ingest.models import Posting
from ingest.models.posting import Workplace

# In JSON these may stand as escapes, so that no text can end the script element that carries it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def job_posting_markup(posting: Posting, description_html: str) -> SafeString:
    """JSON-LD that is safe inside a script element."""
    data = {name: value for name, value in _job_posting(posting, description_html).items() if value}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308  Escaped just here.


def _job_posting(posting: Posting, description_html: str) -> dict[str, Any]:
    posted = posting.date_posted or posting.first_seen_at
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting.title,
        "description": description_html or posting.title,
        "identifier": {"@type": "PropertyValue", "name": posting.company.name, "value": posting.external_id},
        "datePosted": posted.isoformat(),
        "validThrough": posting.valid_through.isoformat() if posting.valid_through else None,
        "employmentType": posting.employment_type.upper(),
        "hiringOrganization": _organization(posting),
        "jobLocation": [_place(location) for location in posting.locations],
        "jobLocationType": "TELECOMMUTE" if posting.workplace == Workplace.REMOTE else None,
        "baseSalary": _salary(posting),
        "url": posting.url,
    }


def _organization(posting: Posting) -> dict[str, Any]:
    organization = {"@type": "Organization", "name": posting.company.name}
    return organization | ({"sameAs": posting.company.website} if posting.company.website else {})


def _place(location: dict[str, Any]) -> dict[str, Any]:
    parts = {
        "addressLocality": location.get("city") or location.get("text"),
        "addressRegion": location.get("region"),
        "addressCountry": location.get("country"),
    }
    return {"@type": "Place", "address": {"@type": "PostalAddress"} | {k: v for k, v in parts.items() if v}}


def _salary(posting: Posting) -> dict[str, Any] | None:
    if not posting.salary_currency or (posting.salary_min is None and posting.salary_max is None):
        return None
    value = {
        "@type": "QuantitativeValue",
        "minValue": float(posting.salary_min) if posting.salary_min is not None else None,
        "maxValue": float(posting.salary_max) if posting.salary_max is not None else None,
        "unitText": posting.salary_period.upper(),
    }
    return {
        "@type": "MonetaryAmount",
        "currency": posting.salary_currency,
        "value": {name: part for name, part in value.items() if part is not None and part != ""},
    }
