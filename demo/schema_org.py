"""Postings as schema.org/JobPosting, which several vendors put into their pages and feeds."""

from datetime import timedelta
from typing import Any

import msgspec

from demo.company import Board, Posting
from demo.markup import html_of, style_of
from demo.places import Place

_EMPLOYMENTS = {
    "full_time": "FULL_TIME",
    "part_time": "PART_TIME",
    "contract": "CONTRACTOR",
    "temporary": "TEMPORARY",
    "internship": "INTERN",
}
_VALID_FOR = timedelta(days=90)


def job_posting(posting: Posting, board: Board, identifier: str | int, url: str) -> dict[str, Any]:
    remote = {
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": {"@type": "Country", "name": posting.places[0].country.name},
    }
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting.title,
        "description": html_of(posting.sections, style_of(board)),
        "identifier": {"@type": "PropertyValue", "name": board.employer.name, "value": identifier},
        "datePosted": posting.published.isoformat(timespec="seconds"),
        "validThrough": (posting.published + _VALID_FOR).isoformat(timespec="seconds"),
        "employmentType": _EMPLOYMENTS[posting.employment],
        "hiringOrganization": organization(board),
        "jobLocation": [location(place) for place in posting.places],
        "url": url,
        **(remote if posting.workplace == "remote" else {}),
        **_salary(posting),
    }


def organization(board: Board) -> dict[str, str]:
    return {"@type": "Organization", "name": board.employer.name, "sameAs": board.employer.website}


def location(place: Place) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "addressLocality": place.city,
        "addressRegion": place.region,
        "postalCode": place.postal_code,
        "addressCountry": place.country.code,
    }
    return {"@type": "Place", "address": address}


def script(data: Any) -> str:  # noqa: ANN401  Anything that JSON holds.
    """The element that carries it in a page."""
    text = msgspec.json.encode(data).decode().replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _salary(posting: Posting) -> dict[str, Any]:
    if not posting.salary:
        return {}
    salary = posting.salary
    value = {
        "@type": "QuantitativeValue",
        "minValue": salary.least,
        "maxValue": salary.most,
        "unitText": salary.period.upper(),
    }
    return {"baseSalary": {"@type": "MonetaryAmount", "currency": salary.currency, "value": value}}
