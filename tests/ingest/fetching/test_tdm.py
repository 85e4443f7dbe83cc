"""Pages that are reserved from text and data mining."""

import pytest

from ingest.fetching.answer import Answer
from ingest.fetching.tdm import is_reserved


def page(body: str, *, by_header: bool = False) -> Answer:
    return Answer(200, body.encode(), "https://jobs.example/1", len(body), is_reserved=by_header)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="tdm-reservation" content="1">',
        "<meta name='tdm-reservation' content='1'/>",
        "<META CONTENT=1 NAME=TDM-Reservation>",
        '<meta\n  name="tdm-reservation"\n  content=" 1 "\n>',
        '<meta property="og:title" content="x"><meta name="tdm-reservation" content="1">',
    ],
)
def test_a_page_says_so_in_its_head(meta: str) -> None:
    assert is_reserved(page(f"<html><head>{meta}</head>"), is_page=True)


@pytest.mark.parametrize(
    "meta",
    [
        "",
        '<meta name="tdm-reservation" content="0">',
        '<meta name="tdm-reservation">',
        '<meta name="tdm-reservation-note" content="1">',
        '<meta name="tdm-policy" content="1">',
        '<meta name="tdm-reservation" content="10">',
        "The header tdm-reservation: 1",
    ],
)
def test_other_pages_are_not_reserved(meta: str) -> None:
    assert not is_reserved(page(f"<html><head>{meta}</head>"), is_page=True)


def test_headers_reserve_anything() -> None:
    assert is_reserved(page('{"jobs": []}', by_header=True), is_page=False)


def test_what_is_no_page_has_no_head() -> None:
    assert not is_reserved(page('{"text": "<meta name=tdm-reservation content=1>"}'), is_page=False)
