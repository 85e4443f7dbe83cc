"""Four made-up companies, each on another vendor, and what their boards show."""

from dataclasses import dataclass
from typing import Any

from tests.ingest.vendor import Reply, Vendor, as_json

CAREERS = {
    "Acorn Honey": "https://boards.greenhouse.io/acornhoney",
    "Birch Looms": "https://jobs.lever.co/birchlooms",
    "Cedar Trams": "https://careers.smartrecruiters.com/CedarTrams",
    "Dorn Uhren": "https://dornuhren.jobs.personio.de",
}


@dataclass(frozen=True)
class Role:
    number: int
    title: str
    place: str
    text: str


def show(vendor: Vendor, company: str, *roles: Role) -> None:
    """Let the company's board show these roles, and no others, from now on."""
    {"Acorn Honey": _greenhouse, "Birch Looms": _lever, "Cedar Trams": _smartrecruiters, "Dorn Uhren": _personio}[
        company
    ](vendor, roles)


def _greenhouse(vendor: Vendor, roles: tuple[Role, ...]) -> None:
    jobs = [
        {
            "id": 8_000_000_000 + role.number,
            "internal_job_id": role.number,
            "title": role.title,
            "absolute_url": f"https://boards.greenhouse.io/acornhoney/jobs/{8_000_000_000 + role.number}",
            "location": {"name": role.place},
            "updated_at": "2026-03-01T10:00:00-05:00",
            "first_published": "2026-03-01T10:00:00-05:00",
            "requisition_id": f"R{role.number}",
            "metadata": None,
            "content": f"&lt;p&gt;{role.text} Honey &amp;amp; wax.&lt;/p&gt;",
        }
        for role in roles
    ]
    answer = as_json({"jobs": jobs, "meta": {"total": len(jobs)}})
    vendor.says("boards-api.greenhouse.io", "/v1/boards/acornhoney/jobs", answer)


def _lever(vendor: Vendor, roles: tuple[Role, ...]) -> None:
    postings = [
        {
            "id": f"00000000-0000-4000-8000-{role.number:012}",
            "text": role.title,
            "categories": {"commitment": "Full-time", "location": role.place, "allLocations": [role.place]},
            "country": "GB",
            "createdAt": 1_772_000_000_000,
            "workplaceType": "remote",
            "description": f"<div>{role.text}</div>",
            "descriptionPlain": role.text,
            "lists": [{"text": "You bring", "content": "<li>Patience</li><li>Good eyes</li>"}],
            "hostedUrl": f"https://jobs.lever.co/birchlooms/00000000-0000-4000-8000-{role.number:012}",
            "applyUrl": f"https://jobs.lever.co/birchlooms/00000000-0000-4000-8000-{role.number:012}/apply",
        }
        for role in roles
    ]
    vendor.says("api.lever.co", "/v0/postings/birchlooms", as_json(postings))


def _smartrecruiters(vendor: Vendor, roles: tuple[Role, ...]) -> None:
    def item(role: Role) -> dict[str, Any]:
        return {
            "id": str(744_000_000_000_000 + role.number),
            "name": role.title,
            "refNumber": f"REF{role.number}",
            "company": {"identifier": "CedarTrams", "name": "Cedar Trams"},
            "releasedDate": "2026-03-01T09:00:00.000Z",
            "location": {"city": role.place, "country": "fr", "remote": False},
            "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        }

    host, path = "api.smartrecruiters.com", "/v1/companies/CedarTrams/postings"
    page = {"offset": 0, "limit": 100, "totalFound": len(roles), "content": [item(role) for role in roles]}
    vendor.says(host, path, as_json(page))
    for role in roles:
        sections = {"jobDescription": {"title": "The work", "text": f"<p>{role.text}</p>"}}
        vendor.says(host, f"{path}/{item(role)['id']}", as_json(item(role) | {"jobAd": {"sections": sections}}))


def _personio(vendor: Vendor, roles: tuple[Role, ...]) -> None:
    positions = "".join(
        f"""<position><id>{role.number}</id><office>{role.place}</office><name>{role.title}</name>
        <jobDescriptions><jobDescription><name>Aufgaben</name><value><![CDATA[<p>{role.text}</p>]]></value>
        </jobDescription></jobDescriptions><employmentType>permanent</employmentType><schedule>full-time</schedule>
        <createdAt>2026-03-01T09:00:00+00:00</createdAt></position>"""
        for role in roles
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><workzag-jobs>{positions}</workzag-jobs>'.encode()
    vendor.says("dornuhren.jobs.personio.de", "/xml", Reply(200, body, {"Content-Type": "text/xml"}))
