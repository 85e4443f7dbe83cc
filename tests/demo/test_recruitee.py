import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.conftest import Site, site_of

KEYS = {
    *("id", "slug", "guid", "title", "status", "department", "description", "requirements", "translations"),
    *("city", "state_name", "state_code", "country", "country_code", "location", "locations"),
    *("remote", "hybrid", "on_site", "employment_type_code", "category_code", "education_code", "experience_code"),
    *("min_hours", "max_hours", "salary", "careers_url", "careers_apply_url", "tags", "open_questions"),
    *("published_at", "created_at", "updated_at", "close_at", "mailbox_email", "company_name"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("recruitee") as site:
        yield site


@pytest.fixture(scope="module")
def offers(site: Site) -> list[dict[str, Any]]:
    return [
        offer
        for board in site.boards
        for offer in site.get(f"https://{board.token}.recruitee.com/api/offers/").json()["offers"]
    ]


def test_all_offers_come_at_once(site: Site) -> None:
    board = site.boards[0]
    answer = site.get(f"https://{board.token}.recruitee.com/api/offers/").json()

    assert answer.keys() == {"offers"}
    assert len(answer["offers"]) == len(site.postings(board)) > 20
    assert all(offer.keys() >= KEYS for offer in answer["offers"])


def test_moments_are_written_in_a_form_of_their_own(offers: list[dict[str, Any]]) -> None:
    for offer in offers:
        for name in ("published_at", "created_at", "updated_at"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", offer[name])


def test_figures_of_a_salary_are_strings_or_nothing(offers: list[dict[str, Any]]) -> None:
    salaries = [offer["salary"] for offer in offers]

    assert all(salary.keys() == {"min", "max", "period", "currency"} for salary in salaries)
    assert {type(salary["min"]) for salary in salaries} == {str, type(None)}


def test_exactly_one_way_of_working_is_true(offers: list[dict[str, Any]]) -> None:
    assert all(offer["remote"] + offer["hybrid"] + offer["on_site"] == 1 for offer in offers)


def test_pages_may_stand_on_the_employers_own_domain(offers: list[dict[str, Any]]) -> None:
    hosts = {offer["careers_url"].split("/")[2].rpartition(".")[2] for offer in offers}

    assert hosts == {"com", "example"}
    assert all(offer["careers_apply_url"] == f"{offer['careers_url']}/c/new" for offer in offers)


def test_the_text_is_in_two_parts_and_in_its_language(offers: list[dict[str, Any]]) -> None:
    languages = {language for offer in offers for language in offer["translations"]}

    assert languages == {"en", "de", "fr"}
    for offer in offers:
        (translation,) = offer["translations"].values()
        assert translation["description"] == offer["description"]
        assert translation["requirements"] == offer["requirements"] != offer["description"]


def test_a_company_that_is_gone_is_not_found(site: Site) -> None:
    assert site.get("https://no-such-company.recruitee.com/api/offers/").status == 404
