"""What vendors send instead of the JSON that they promise, for every source that reads JSON."""

import json
from typing import Any

import pytest

from ingest.sources.types import MalformedPayload
from tests.ingest.sources.payloads import listing, payload, postings

LISTINGS = {
    "greenhouse": ("greenhouse/listing.json", "jobs", "title"),
    "lever": ("lever/listing.json", "", "text"),
    "smartrecruiters": ("smartrecruiters/page_0.json", "content", "name"),
}


def items_of(answer: Any, field: str) -> list[Any]:
    items: list[Any] = answer[field] if field else answer
    return items


@pytest.fixture(params=sorted(LISTINGS))
def source(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The answer is empty."),
        (b"   \n", "The answer is empty."),
        (b"<!DOCTYPE html><title> Just a moment </title>", r"HTML or XML, not JSON \(title: Just a moment\)"),
        (b'{"ok": false, "error": "Document not found"}', "The vendor answered with an error: Document not found"),
        (b'{"status": 500, "message": "Internal  error"}', "The vendor answered with an error: Internal error"),
        (b'{"error": {"code": 3, "message": "no such board"}}', "error: no such board"),
        (b"null", "not a list of postings"),
        (b'"maintenance"', "not a list of postings"),
        (b"{}", "not a list of postings"),
        (b"---\nhttp_interactions:\n", "The answer is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "a number of thousands of digits"),
        (b'{"jobs": [}', "The answer is not JSON"),
    ],
)
def test_an_answer_that_is_no_listing_says_what_it_is(source: str, body: bytes, reason: str) -> None:
    with pytest.raises(MalformedPayload, match=reason):
        listing(source, body)


def test_an_answer_that_was_cut_off_anywhere_is_never_taken_for_a_listing(source: str) -> None:
    body = payload(LISTINGS[source][0]).strip()
    for end in range(1, len(body), 97):
        with pytest.raises(MalformedPayload, match=r"cut off|not JSON"):
            listing(source, body[:end])


def test_items_of_the_wrong_type_are_told_one_by_one(source: str) -> None:
    file, field, title = LISTINGS[source]
    answer = json.loads(payload(file))
    items = items_of(answer, field)
    count = len(items)
    items[:0] = [{"id": "41", title: 5}, "nothing", {title: "no id"}, {"id": True, title: "odd"}, None]
    page = listing(source, json.dumps(answer).encode())

    assert len(page.entries) == count
    assert [bad.external_id for bad in page.bad] == ["41", None, None, None, None]
    assert page.bad[0].reason == f"item 1: {title}: expected str, got int"
    assert page.bad[2].reason == "item 3: id: missing"


@pytest.mark.parametrize("id_", ["", " ", "a\x00b", "x" * 501, "line\nbreak"])
def test_an_id_that_cannot_be_kept_is_a_bad_item_without_id(source: str, id_: str) -> None:
    file, field, title = LISTINGS[source]
    answer = json.loads(payload(file))
    items_of(answer, field).append({"id": id_, title: "Odd"})
    page = listing(source, json.dumps(answer).encode())

    assert [(bad.external_id, bad.reason) for bad in page.bad] == [(None, "id: empty, too long or not printable")]
    assert all(entry.external_id != id_ for entry in page.entries)


def test_nul_bytes_and_lone_surrogates_cost_no_posting(source: str) -> None:
    file, field, title = LISTINGS[source]
    answer = json.loads(payload(file))
    items_of(answer, field)[0][title] = "NUL \x00 and \ud83d half"
    body = json.dumps(answer).encode()
    read = postings(source, body)

    assert len(read) == len(items_of(answer, field))
    assert next(iter(read.values())).title == "NUL and \ufffd half"


def test_bytes_that_are_no_utf_8_cost_no_posting(source: str) -> None:
    file, _field, _title = LISTINGS[source]
    body = payload(file)
    broken = body.replace(b'"id"', b'"x-\xff\xfe": 1, "id"', 1)

    assert len(postings(source, broken)) == len(postings(source, body))


def test_a_byte_order_mark_is_no_harm(source: str) -> None:
    body = payload(LISTINGS[source][0])

    assert listing(source, b"\xef\xbb\xbf" + body) == listing(source, body)


def test_a_title_of_ten_thousand_characters_is_cut(source: str) -> None:
    file, field, title = LISTINGS[source]
    answer = json.loads(payload(file))
    items_of(answer, field)[0][title] = "Wide " * 2_000
    read = next(iter(postings(source, json.dumps(answer).encode()).values()))

    assert len(read.title) <= 500
    assert read.title.startswith("Wide Wide")


def test_a_repeated_id_is_one_entry_and_an_equal_repeat_changes_no_hash(source: str) -> None:
    file, field, title = LISTINGS[source]
    answer = json.loads(payload(file))
    items = items_of(answer, field)
    items.append(items[0])
    once, twice = listing(source, payload(file)), listing(source, json.dumps(answer).encode())
    assert twice.entries == once.entries

    items.append({**items[0], title: "Renamed"})
    assert len(listing(source, json.dumps(answer).encode()).entries) == len(once.entries)


def test_the_order_of_keys_and_fields_that_are_not_read_change_no_hash(source: str) -> None:
    file, field, _title = LISTINGS[source]
    answer = json.loads(payload(file))
    items = items_of(answer, field)
    items[:] = [{**dict(reversed(item.items())), "tracking": number} for number, item in enumerate(items)]

    assert listing(source, json.dumps(answer).encode()) == listing(source, payload(file))
