"""The board behind each of the demo's websites is found, over real HTTP, whatever its source and its website."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from demo.companies import ListedCompany, listed
from demo.server import DemoServer
from ingest.models import Board, Company
from ingest.recognising.evidence import Kind
from ingest.recognising.search import find_board
from ingest.sources import SOURCES
from tests.demo.conftest import ANCHOR
from tests.ingest.gateway import asked_through

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_demo() -> Iterator[DemoServer]:
    with DemoServer(day=1, anchor=ANCHOR) as server:
        yield server


@pytest.fixture
def demo(shared_demo: DemoServer, settings: Settings) -> Iterator[DemoServer]:
    settings.DEBUG = True
    with asked_through(settings, shared_demo.url):
        yield shared_demo


def companies(demo: DemoServer, source: str) -> list[ListedCompany]:
    return [company for company in listed(demo.companies) if company.boards[0].source == source]


@pytest.mark.parametrize("source", SOURCES)
def test_a_companys_website_leads_to_its_board(demo: DemoServer, source: str) -> None:
    for company in companies(demo, source):
        board = company.boards[0]
        found = find_board(company.website)

        assert found.board, found.reason
        assert (found.board.source, found.board.token) == (source, board.token), found.candidates
        assert found.site_name == company.name


def test_the_demo_shows_every_way_in_which_a_page_gives_a_board_away(demo: DemoServer) -> None:
    kinds = {best.kind for company in listed(demo.companies) if (best := find_board(company.website).best)}

    assert kinds == {Kind.REDIRECT, Kind.FRAME, Kind.ANSWER, Kind.LINK, Kind.CODE, Kind.FEED, Kind.POSTING}


def test_the_command_says_which_board_and_why(demo: DemoServer) -> None:
    company = companies(demo, "lever")[0]
    output = StringIO()
    call_command("discover", company.website, stdout=output)
    board = company.boards[0]

    first, reason = output.getvalue().splitlines()
    assert first.startswith(f"lever {board.token.removeprefix('eu:')}")
    assert reason == f"  because the code of {company.website} names {board.careers_url}"


def test_a_company_is_added_by_its_website_with_its_own_name(demo: DemoServer) -> None:
    company = companies(demo, "personio")[0]
    call_command("ingest", company.website, "--json", stdout=StringIO())

    added = Company.objects.get()
    assert (added.name, added.website) == (company.name, company.website)
    assert Board.objects.get().token == company.boards[0].token


def test_a_website_that_nobody_has_is_said_to_be_unreachable(demo: DemoServer) -> None:
    with pytest.raises(CommandError, match=r"www\.nobody\.example/ could not be read: .*502"):
        call_command("discover", "https://www.nobody.example/")
