"""What holds for every source in the table."""

import pytest

from ingest.recognise import Recognised, recognise
from ingest.sources import SOURCES, source_named

TOKEN = {"personio": "de:acme", "lever": "eu:acme"}


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

    assert recognise(source.board_url(token)) == Recognised(name, token)
    assert recognise(source.first_request(token).url) == Recognised(name, token)
    assert source.first_request(token).url.startswith("https://")


def test_an_unknown_source_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        source_named("fax")
