"""`manage.py ingest`, against a vendor on loopback."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from ingest.models import Board, Company, CompanySchedule, Posting, Run
from tests.ingest.vendor import Reply, Vendor

URL = "https://boards.greenhouse.io/acorn"
Shows = Callable[..., None]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_debug(settings: Settings) -> None:
    settings.DEBUG = True


def ingest(*arguments: str) -> dict[str, Any]:
    output = StringIO()
    call_command("ingest", *arguments, "--json", stdout=output)
    result: dict[str, Any] = json.loads(output.getvalue().splitlines()[-1])
    return result


def test_an_unknown_careers_url_is_recognised_added_and_visited(shows: Shows) -> None:
    shows(1, 2)
    result = ingest(URL)
    assert (result["outcome"], result["created"]) == ("ok", 2)
    board = Board.objects.select_related("company__schedule").get()
    assert (board.source, board.token, board.company.slug) == ("greenhouse", "acorn", "acorn")
    assert board.company.schedule.host == "boards-api.greenhouse.io"


def test_the_same_url_again_changes_nothing(shows: Shows) -> None:
    shows(1, 2)
    ingest(URL)
    result = ingest(URL)
    assert {key: result[key] for key in ("outcome", "created", "changed", "unchanged")} == {
        "outcome": "unchanged",
        "created": 0,
        "changed": 0,
        "unchanged": 2,
    }
    assert Company.objects.count() == 1


def test_a_company_is_found_by_id_and_by_slug(shows: Shows) -> None:
    shows(1)
    ingest(URL)
    assert ingest("acorn")["unchanged"] == 1
    assert ingest(str(Company.objects.get().id))["unchanged"] == 1


def test_a_dry_run_says_what_would_happen_and_writes_nothing(shows: Shows) -> None:
    shows(1, 2)
    assert ingest(URL, "--dry-run")["created"] == 2
    assert not Company.objects.exists()
    assert not Posting.objects.exists()
    assert not Run.objects.exists()


def test_a_posting_missing_twice_an_hour_apart_is_closed_as_of_the_given_moments(shows: Shows) -> None:
    shows(1, 2)
    ingest(URL, "--at", "2026-11-22T08:00Z")
    shows(2)
    assert ingest(URL, "--at", "2026-11-22T10:00Z")["missing"] == 1
    assert ingest(URL, "--at", "2026-11-22T11:00Z")["closed"] == 1
    shows(1, 2)
    assert ingest(URL, "--at", "2026-11-22T12:00Z")["reopened"] == 1


def test_another_moment_is_refused_while_debug_is_off(settings: Settings, shows: Shows) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        ingest(URL, "--at", "2026-11-22T10:00Z")
    assert not Company.objects.exists()


def test_a_failure_is_the_reason_it_ends_with(vendor: Vendor) -> None:
    vendor.says("boards-api.greenhouse.io", "/v1/boards/acorn/jobs", Reply(200, b"<html>"))
    with pytest.raises(CommandError, match="HTML"):
        ingest(URL)
    assert Run.objects.get().outcome == "malformed"


def test_what_is_neither_known_nor_recognised_says_what_was_tried(vendor: Vendor) -> None:
    vendor.says("careers.example.org", "/", Reply(200, b"<p>We are hiring: <a href='/contact'>write to us</a></p>"))
    with pytest.raises(CommandError, match=r"read https://careers\.example\.org/: 1 links, .*none of them a board"):
        ingest("https://careers.example.org/")
    assert not Company.objects.exists()


def test_a_word_that_is_no_company_and_no_address_is_said_to_be_neither() -> None:
    with pytest.raises(CommandError, match="no company's id or slug, and no web address"):
        ingest("nobody")


def test_a_company_that_is_being_visited_is_left_alone(shows: Shows) -> None:
    shows(1)
    ingest(URL)
    CompanySchedule.objects.update(lease_until="2999-01-01T00:00Z")
    with pytest.raises(CommandError, match="right now"):
        ingest("acorn")


def test_two_boards_of_the_same_name_get_two_slugs(shows: Shows, vendor: Vendor) -> None:
    shows(1)
    ingest(URL)
    vendor.says("api.lever.co", "/v0/postings/acorn", Reply(200, b"[]"))
    ingest("https://jobs.lever.co/acorn")
    assert set(Company.objects.values_list("slug", flat=True)) == {"acorn", "acorn-2"}
