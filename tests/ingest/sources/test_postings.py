from dataclasses import replace

import pytest
from django.db.models import CharField

from ingest.models import Posting
from ingest.sources.entries import completed, united
from ingest.sources.postings import LONGEST, MOST_PLACES, place, posting_of
from ingest.sources.types import Location, MalformedPayload


@pytest.mark.parametrize("name", ["external_id", "title", "department", "requisition_id"])
def test_what_is_read_fits_its_column(name: str) -> None:
    column = Posting._meta.get_field(name)

    assert isinstance(column, CharField)
    assert LONGEST[name] == column.max_length


def test_long_texts_are_cut_and_long_addresses_dropped() -> None:
    posting = posting_of(
        external_id="1",
        title="t" * 10_000,
        url="https://acme.example/" + "a" * 3_000,
        department="d" * 1_000,
        requisition_id="r" * 1_000,
        locations=[place("p" * 1_000)] + [place(str(number)) for number in range(500)],
        language_code="e" * 100,
    )

    assert [len(text or "") for text in (posting.title, posting.department, posting.requisition_id)] == [500, 300, 200]
    assert posting.url == ""
    assert posting.language is None
    assert len(posting.locations) == MOST_PLACES
    assert len(posting.locations[0].text) == 300


def test_a_description_without_text_is_none() -> None:
    posting = posting_of(external_id="1", title="x", url=None, parts=["<p>&nbsp;</p><img src=x>", ""])

    assert posting.description_html == posting.description_text == ""


@pytest.mark.parametrize("title", [None, "", "\x00", "<br>", "&nbsp;"])
def test_a_posting_without_title_is_none(title: str | None) -> None:
    with pytest.raises(MalformedPayload, match="title: empty"):
        posting_of(external_id="1", title=title, url=None)


def test_places_without_text_are_dropped_and_equal_ones_are_one() -> None:
    posting = posting_of(external_id="1", title="x", url=None, locations=[place("Oslo"), place(" "), place("Oslo ")])

    assert posting.locations == (Location("Oslo"),)


def test_one_id_in_several_places_is_one_posting_with_the_first_text() -> None:
    oslo = posting_of(external_id="1", title="Cook", url=None, locations=[place("Oslo")])
    bergen = posting_of(external_id="1", title="Cook", url=None, locations=[place("Bergen")], parts=["<p>Soup</p>"])
    both = united([oslo, bergen, oslo])

    assert [at.text for at in both.locations] == ["Oslo", "Bergen"]
    assert both.description_text == "Soup"


def test_a_detail_adds_and_never_takes_away() -> None:
    known = posting_of(external_id="1", title="Cook", url="https://a.example/1", department="Kitchen")
    detail = replace(known, title="Chef", department=None, language="en", url="https://a.example/1-cook")
    full = completed(known, detail)

    assert (full.title, full.department, full.language) == ("Cook", "Kitchen", "en")
    assert full.url == "https://a.example/1-cook"
