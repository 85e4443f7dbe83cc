from collections.abc import Iterator
from typing import Any

import pytest

from demo.vendors.pinpoint import careers_url
from tests.demo.conftest import Site, site_of

KEYS = {
    *("id", "title", "url", "path", "description", "key_responsibilities", "key_responsibilities_header"),
    *("skills_knowledge_expertise", "skills_knowledge_expertise_header", "benefits", "benefits_header"),
    *("employment_type", "employment_type_text", "workplace_type", "workplace_type_text", "deadline_at"),
    *("compensation", "compensation_minimum", "compensation_maximum", "compensation_currency"),
    *("compensation_frequency", "compensation_visible", "reporting_to", "requisition_id", "department", "division"),
    *("job", "location"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("pinpoint") as site:
        yield site


@pytest.fixture(scope="module")
def postings(site: Site) -> list[dict[str, Any]]:
    return [item for board in site.boards for item in site.get(f"{careers_url(board)}/postings.json").json()["data"]]


def test_the_whole_board_comes_with_its_texts_in_parts(site: Site, postings: list[dict[str, Any]]) -> None:
    assert len(postings) == sum(len(site.postings(board)) for board in site.boards)
    assert all(posting.keys() == KEYS for posting in postings)
    assert all(posting["url"].endswith(posting["path"]) for posting in postings)


def test_there_is_no_date_of_publishing(postings: list[dict[str, Any]]) -> None:
    assert not any("publish" in key or "created" in key for key in postings[0])


def test_figures_of_pay_are_there_even_where_they_are_not_to_be_shown(postings: list[dict[str, Any]]) -> None:
    hidden = [p for p in postings if p["compensation_minimum"] and not p["compensation_visible"]]

    assert hidden
    assert all(posting["compensation"] is None for posting in hidden)
    assert any(posting["compensation_visible"] for posting in postings)


def test_the_subdomain_of_a_site_with_its_own_domain_is_empty(site: Site) -> None:
    own = next(board for board in site.boards if careers_url(board).endswith(".example"))
    reply = site.get(f"https://{own.token}.pinpointhq.com/postings.json")

    assert (reply.status, reply.json()) == (200, {"data": []})
    assert site.get(f"{careers_url(own)}/postings.json").json()["data"]


def test_filters_are_ignored_and_strangers_not_found(site: Site) -> None:
    url = f"{careers_url(site.boards[0])}/postings.json"

    assert site.get(f"{url}?department=none").json() == site.get(url).json()
    assert site.get("https://no-such-company.pinpointhq.com/postings.json").status == 404
