"""`manage.py parse_payload` and `manage.py discover`, as scripts use them."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.ingest.sources.payloads import FIXTURES, payload

KEYS = [
    "external_id",
    "title",
    "url",
    "apply_url",
    "locations",
    "workplace",
    "employment_type",
    "department",
    "base_salary",
    "date_posted",
    "valid_through",
    "language",
    "requisition_id",
    "description_html",
    "description_text",
]
CHECKOUT = Path(__file__).resolve().parents[2]


def parsed(source: str, *arguments: str) -> tuple[list[dict[str, Any]], list[str]]:
    out, err = StringIO(), StringIO()
    call_command("parse_payload", source, *arguments, stdout=out, stderr=err, no_color=True)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue().splitlines()


def file(name: str) -> str:
    return str(FIXTURES / name)


def test_every_posting_is_one_line_with_exactly_the_promised_keys() -> None:
    rows, bad = parsed("greenhouse", file("greenhouse/listing.json"))

    assert [list(row) for row in rows] == [KEYS] * 3
    assert bad == []
    assert rows[0] == {
        **rows[0],
        "external_id": "8365523002",
        "apply_url": None,
        "locations": [{"text": "Bergen, Norway", "city": "Bergen", "region": "Vestland", "country": "NO"}],
        "base_salary": {"min": 700000, "max": 900000, "currency": "NOK", "period": "year"},
        "date_posted": "2026-07-16T11:55:32-04:00",
        "valid_through": "2026-09-30",
    }
    assert rows[1]["base_salary"] is None


def test_cents_are_numbers_and_open_ends_null() -> None:
    rows, _bad = parsed("greenhouse", file("greenhouse/detail.json"))
    assert rows[0]["base_salary"] == {"min": 24.5, "max": 31, "currency": "USD", "period": "hour"}

    rows, _bad = parsed("personio", file("personio/feed_en.xml"))
    assert rows[0]["base_salary"] == {"min": 52000, "max": None, "currency": "EUR", "period": "year"}


def test_the_careers_url_names_the_board_that_addresses_are_built_from() -> None:
    rows, _bad = parsed("personio", file("personio/feed_en.xml"), "--url", "https://mill.jobs.personio.de/")
    assert rows[0]["url"] == "https://mill.jobs.personio.de/job/1834171"

    rows, _bad = parsed("personio", file("personio/feed_en.xml"))
    assert rows[0]["url"] is None


def test_a_detail_completes_the_posting_that_it_names() -> None:
    rows, bad = parsed(
        "smartrecruiters", file("smartrecruiters/page_0.json"), "--detail", file("smartrecruiters/detail.json")
    )

    assert bad == []
    assert [bool(row["description_text"]) for row in rows] == [True, False, False]


def test_a_detail_that_names_no_posting_belongs_to_the_one_at_its_place(tmp_path: Path) -> None:
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps({"jobAd": json.loads(payload("smartrecruiters/detail.json"))["jobAd"]}))
    details = [file("smartrecruiters/detail.json"), str(bare)]
    rows, _bad = parsed("smartrecruiters", file("smartrecruiters/page_0.json"), "--detail", *details)

    assert [bool(row["description_text"]) for row in rows] == [True, True, False]


def test_a_detail_of_another_posting_is_said_and_harms_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(payload("smartrecruiters/detail.json").replace(b"744000129971981", b"744000129999999"))
    rows, bad = parsed("smartrecruiters", file("smartrecruiters/page_0.json"), "--detail", str(other))

    assert len(rows) == 3
    assert bad == ["an item without an id: detail 1: it belongs to no posting of the listing"]


@pytest.mark.parametrize("address", ['"url": "https://harbour.example/jobs/cook-and-baker", ', ""])
def test_a_page_completes_the_posting_that_a_sitemap_knows_by_its_address(tmp_path: Path, address: str) -> None:
    page = tmp_path / "page.html"
    text = (
        f'{{"@type": "JobPosting", {address}"identifier": "D-2", "title": "Cook", "description": "Cooks &amp; bakes."}}'
    )
    page.write_text(f'<script type="application/ld+json">{text}</script>')
    rows, bad = parsed("jsonld", file("jsonld/sitemap-jobs.xml"), "--detail", str(page))

    assert bad == []
    assert rows[0]["external_id"] == "https://harbour.example/jobs/cook-and-baker"
    assert (rows[0]["title"], rows[0]["description_text"]) == ("Cook", "Cooks & bakes.")


def test_a_bad_item_is_one_line_on_standard_error(tmp_path: Path) -> None:
    board = json.loads(payload("greenhouse/listing.json"))
    board["jobs"][0]["title"], board["jobs"][1]["title"] = 5, " "
    (tmp_path / "board.json").write_text(json.dumps(board))
    rows, bad = parsed("greenhouse", str(tmp_path / "board.json"))

    assert [row["external_id"] for row in rows] == ["8365523003"]
    assert bad == ["8365523002: item 1: title: expected str, got int", "4012345: title: empty"]


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("greenhouse", "greenhouse/departments.json", "not a list of postings `jobs`"),
        ("greenhouse", "personio/empty.xml", "HTML or XML, not JSON"),
        ("personio", "greenhouse/listing.json", "The answer is not XML"),
        ("lever", "greenhouse/listing.json", "not a list of postings"),
        ("smartrecruiters", "nothing.json", "No such file"),
    ],
)
def test_a_wrong_envelope_is_an_error_with_a_reason(source: str, name: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        parsed(source, file(name))


def test_a_careers_url_of_another_source_is_an_error() -> None:
    with pytest.raises(CommandError, match="is no board of Lever"):
        parsed("lever", file("lever/listing.json"), "--url", "https://boards.greenhouse.io/kestrel")


def test_it_works_without_any_database(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "VAR_DIR": str(tmp_path)}
    arguments = [sys.executable, "manage.py", "parse_payload", "lever"]
    good = subprocess.run(
        [*arguments, file("lever/listing.json")], cwd=CHECKOUT, env=environment, capture_output=True, check=True
    )
    bad = subprocess.run(
        [*arguments, file("greenhouse/listing.json")], cwd=CHECKOUT, env=environment, capture_output=True, check=False
    )

    assert len(good.stdout.splitlines()) == 2
    assert good.stderr == b""
    assert (bad.returncode, bad.stdout) == (1, b"")
    assert len(bad.stderr.splitlines()) == 1


def test_discover_names_source_and_token_and_says_why() -> None:
    out = StringIO()
    call_command("discover", "https://jobs.eu.lever.co/kestrel/0b0ea1fb", stdout=out)

    assert out.getvalue().splitlines() == ["lever kestrel (region eu)", "  because the address itself names it"]


def test_discover_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="only http and https URLs"):
        call_command("discover", "file:///etc/passwd")
