"""A SmartRecruiters board: a listing in pages of a hundred, and a detail for each posting."""

from collections.abc import Callable
from typing import Any

from tests.ingest.vendor import Vendor, as_json

HOST = "api.smartrecruiters.com"
PATH = "/v1/companies/Acorn1/postings"
FIRST_ID = 744_000_000_000_000

Shows = Callable[..., None]


def show(vendor: Vendor, *numbers: int, **changed: Any) -> None:
    """Let the listing show these numbers, and each one's detail be readable; `changed` replaces fields of all."""
    items = [item(number, **changed) for number in numbers]
    for start in range(0, max(1, len(items)), 100):
        page = {"offset": start, "limit": 100, "totalFound": len(items), "content": items[start : start + 100]}
        vendor.says(HOST, f"{PATH}?limit=100&offset={start}", as_json(page))
    for number in numbers:
        vendor.says(HOST, f"{PATH}/{FIRST_ID + number}", as_json(detail(number) | changed))


def item(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "id": str(FIRST_ID + number),
        "name": f"Carpenter {number}",
        "uuid": f"00000000-0000-4000-8000-{number:012}",
        "refNumber": f"REF{number}",
        "company": {"identifier": "Acorn1", "name": "Acorn"},
        "releasedDate": "2026-02-20T09:00:00.000Z",
        "location": {"city": "Porto", "region": "Porto", "country": "pt", "remote": False, "hybrid": True},
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        "department": {},
        "language": {"code": "en", "label": "English"},
    } | changed


def detail(number: int, text: str = "Builds tables.") -> dict[str, Any]:
    section = {"title": "Job Description", "text": f"<p>{text}</p>"}
    return item(number) | {"jobAd": {"sections": {"jobDescription": section}}, "active": True}
