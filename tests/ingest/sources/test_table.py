"""What holds for every source in the table."""

import pytest

from ingest.recognise import Recognised, recognise
from ingest.sources import SOURCES, source_named
from ingest.sources.types import BadToken

TOKEN = {
    "personio": "de:acme",
    "lever": "eu:acme",
    "teamtailor": "na:acme",
    "workday": "wd5:acme/External",
    "icims": "careers-acme.icims.com",
    "jsonld": "jobs.acme.example/offer/",
    "rss": "acme.example/feeds/jobs.rss",
}


@pytest.fixture(params=sorted(SOURCES))
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def test_a_source_is_called_what_the_table_calls_it(name: str) -> None:
    source = source_named(name)

    assert (source.name, source.label) == (name, SOURCES[name][0])


def test_a_source_says_what_it_knows_about_its_vendor(name: str) -> None:
    described = __import__(SOURCES[name][1], fromlist=["__doc__"]).__doc__ or ""

    for heading in (
        "Vendor's page:",
        "Request:",
        "Paging:",
        "Complete:",
        "Validators:",
        "Closed:",
        "Rate:",
        "Unknown:",
    ):
        assert heading in described


def test_a_source_recognises_its_own_page_and_its_own_request(name: str) -> None:
    source, token = source_named(name), TOKEN.get(name, "acme")
    # Any address may be a site with postings, so that only its pages can tell.
    expected = None if source.any_address else Recognised(name, token)

    assert recognise(source.board_url(token)) == expected
    assert recognise(source.first_request(token).url) == expected
    assert source.first_request(token).url.startswith("https://")
    assert source.host(token)


@pytest.mark.parametrize(
    "token", ["", "..", "a/../b", "acme@evil.example", "a b.example", "acme.example\\@evil", "x\ny"]
)
def test_a_token_that_could_lead_a_request_elsewhere_is_refused_or_stays_in_its_place(name: str, token: str) -> None:
    source = source_named(name)
    try:
        request = source.first_request(token)
    except BadToken:
        return

    assert "\\" not in request.url
    assert "@" not in request.url
    assert ".." not in request.url
    assert request.url.isprintable()


def test_an_unknown_source_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        source_named("fax")
