from decimal import Decimal

import pytest

from ingest.sources.personio import LANGUAGES, SOURCE
from ingest.sources.types import BadToken, Location, MalformedPayload, ParsedPosting, Salary
from tests.ingest.sources.payloads import listing, payload, postings

ENGLISH, GERMAN = "personio/feed_en.xml", "personio/feed_de.xml"
MILLER, HELPER, INTERN = "1834171", "1834172", "1834173"


def parsed() -> dict[str, ParsedPosting]:
    return postings("personio", payload(ENGLISH), "mill")


def test_the_feed_lies_on_the_domain_that_the_careers_url_showed() -> None:
    assert SOURCE.first_request("mill").url == "https://mill.jobs.personio.com/xml?language=en"
    assert SOURCE.first_request("de:mill").url == "https://mill.jobs.personio.de/xml?language=en"
    assert SOURCE.first_request("mill").expected == "xml"
    assert SOURCE.host("mill") == SOURCE.host("de:mill") == "jobs.personio.com"


def test_a_position_says_what_its_fields_state() -> None:
    posting = parsed()[MILLER]

    assert posting.title == "Miller & Baker (m/f/d)"
    assert posting.url == "https://mill.jobs.personio.com/job/1834171"
    assert posting.locations == (Location("Munich"), Location("Graz, Austria", country="AT"))
    assert (posting.employment_type, posting.department) == ("full_time", "Milling")
    assert posting.base_salary == Salary(Decimal(52_000), None, "EUR", "year")
    assert posting.date_posted is not None
    assert posting.date_posted.isoformat() == "2026-02-13T14:10:41+00:00"


def test_the_parts_of_a_description_have_their_headings() -> None:
    assert parsed()[MILLER].description_text == "Your mission\n\nGrind flour & bake.\n\nYour profile\n\nEarly riser"


def test_hours_that_are_open_say_no_employment_type() -> None:
    assert parsed()[HELPER].employment_type is None
    assert parsed()[INTERN].employment_type == "internship"


def test_an_empty_feed_is_a_healthy_board() -> None:
    page = listing("personio", payload("personio/empty.xml"), "mill", SOURCE.first_request("mill"))

    assert page.complete
    assert not page.entries
    assert not page.bad
    assert page.next is None


def test_positions_without_texts_are_asked_for_in_the_next_language() -> None:
    english = listing("personio", payload(ENGLISH), "mill", SOURCE.first_request("mill"))

    assert [entry.external_id for entry in english.entries] == [MILLER]
    assert not english.complete
    assert english.next is not None
    assert english.next.url.endswith("?language=de")

    german = listing("personio", payload(GERMAN), "mill", english.next)
    assert [entry.external_id for entry in german.entries] == [HELPER]
    assert SOURCE.posting(german.entries[0], "mill").description_text == "Deine Aufgabe\n\nSäcke tragen."
    assert german.next is not None


def test_a_position_without_text_in_any_language_is_listed_in_the_end() -> None:
    request, seen = SOURCE.first_request("mill"), list[str]()
    for _language in LANGUAGES:
        page = listing("personio", payload(ENGLISH), "mill", request)
        seen += [entry.external_id for entry in page.entries]
        if page.next is not None:
            request = page.next

    assert page.complete
    assert page.next is None
    assert seen == [MILLER, HELPER, INTERN]


def test_a_position_that_is_gone_from_the_next_language_leaves_the_listing_incomplete() -> None:
    english = listing("personio", payload(ENGLISH), "mill", SOURCE.first_request("mill"))
    assert english.next is not None
    german = listing("personio", payload("personio/empty.xml"), "mill", english.next)

    assert german.entries == ()
    assert not german.complete


def test_a_feed_with_all_texts_is_asked_for_once() -> None:
    body = payload(GERMAN).replace(b"<jobDescriptions></jobDescriptions>", b"", 1)
    whole = body.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b"").split(b"<position>")
    feed = b"<position>".join(whole[:3]) + b"</workzag-jobs>"
    page = listing("personio", feed, "mill", SOURCE.first_request("mill"))

    assert [entry.external_id for entry in page.entries] == [MILLER, HELPER]
    assert page.complete
    assert page.next is None


def test_a_repeated_position_is_one_posting_with_all_offices() -> None:
    doubled = payload(ENGLISH).replace(b"</workzag-jobs>", b"").split(b"<position>")
    second = doubled[1].replace(b"<office>Munich</office>", b"<office>Linz</office>")
    feed = b"<position>".join([*doubled, second]) + b"</workzag-jobs>"
    posting = postings("personio", feed)[MILLER]

    assert [place.text for place in posting.locations] == ["Munich", "Graz, Austria", "Linz"]


def test_a_position_without_name_or_id_is_a_bad_item() -> None:
    feed = payload(ENGLISH).replace(b"<id>1834171</id>", b"<id></id>").replace(b"<name>Praktikum", b"<nome>x</nome><a>")
    page = listing("personio", feed.replace("Mühle</name>".encode(), b"</a>"))

    assert [(bad.external_id, bad.reason) for bad in page.bad] == [
        (None, "item 1: id: missing"),
        (INTERN, "item 3: name: missing"),
    ]


@pytest.mark.parametrize("character", [b"\x00", b"\x0b", b"&#0;", b"&#x1F;", b"&#8;"])
def test_characters_that_xml_forbids_cost_only_themselves(character: bytes) -> None:
    feed = payload(ENGLISH).replace(b"Milling", b"Mil" + character + b"ling")

    assert {posting.department for posting in postings("personio", feed).values()} == {"Milling"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The answer is empty."),
        (b"<!DOCTYPE html><html><body>Careers</body></html>", "The answer is HTML, not XML."),
        (b"<jobs><position/></jobs>", "The answer's root is <jobs>, not <workzag-jobs>."),
        (b'{"error": "x"}', "The answer is not XML."),
        (b"<workzag-jobs><position><id>1</id>", "The XML is cut off after 34 bytes."),
        (b"<workzag-jobs><a></b></workzag-jobs>", "not well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><workzag-jobs>&a;</workzag-jobs>', "document type or entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><workzag-jobs/>', "document type or entities"),
    ],
)
def test_an_answer_that_is_no_feed_says_what_it_is(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedPayload, match=reason):
        listing("personio", body)


@pytest.mark.parametrize("token", ["", "mill.evil", "mill/x", "a b", "-mill", "de:", "de:mill@evil", "mill#"])
def test_a_token_that_would_change_the_host_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        SOURCE.first_request(token)


def test_details_are_not_to_be_had() -> None:
    assert SOURCE.detail_request(MILLER, "mill") is None
    with pytest.raises(MalformedPayload, match="Personio has no details"):
        SOURCE.detail(b"<position/>", None, "mill")
