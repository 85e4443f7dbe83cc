"""A company that leaves its vendor for another: seen, said to staff, followed, and nobody is told twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from ingest.models import Board, BoardState, Company, CompanySchedule, Move, Posting, PostingStage, Run
from ingest.moves.following import BoardTaken, dismiss_moves, follow_move
from tests.ingest.conftest import HOST, PATH
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITE, CAREERS = "acorn.example", "https://acorn.example/careers"
LEVER = "api.lever.co"
GONE = Reply(404, b'{"status":404,"error":"Board not found"}')


@pytest.fixture
def website(board: Board, vendor: Vendor) -> Callable[[str], None]:
    """The company's careers page shows this markup from now on."""
    Company.objects.update(website=CAREERS)
    vendor.says(SITE, "/robots.txt", Reply(404))

    def shows(markup: str) -> None:
        page = f"<!doctype html><html><body>{markup}</body></html>".encode()
        vendor.says(SITE, "/careers", Reply(200, page, {"Content-Type": "text/html"}))

    return shows


def links_to(address: str) -> str:
    return f'<p>We grow.</p><a href="{address}">Open positions</a>'


def lever(*titles: str) -> Reply:
    return as_json([on_lever(number, title) for number, title in enumerate(titles)])


def on_lever(number: int, title: str) -> dict[str, Any]:
    path = f"https://jobs.lever.co/acorn/0b0ea1fb-3a52-4a6e-9b52-{number:012}"
    return {
        "id": f"0b0ea1fb-3a52-4a6e-9b52-{number:012}",
        "text": title,
        "categories": {"location": "Lisbon, Portugal", "allLocations": ["Lisbon, Portugal"]},
        "createdAt": 1767914803825,
        "descriptionBody": "<div>Looks after bees.</div>",
        "hostedUrl": path,
        "applyUrl": f"{path}/apply",
    }


def waits_for_matching() -> set[str]:
    stages = PostingStage.objects.filter(announced_at__isnull=False, matched_at__isnull=True)
    return set(stages.values_list("posting__title", flat=True))


def opened() -> dict[str, str]:
    return dict(Posting.objects.filter(status="open").values_list("title", "board__source"))


def test_the_whole_story_of_a_move(visit: Visit, shows: Shows, vendor: Vendor, website: Callable[[str], None]) -> None:
    """The old board is empty, the careers page links the new one, staff add it, and only what is new there is told."""
    shows(1, 2, 3)
    visit(DAY_0)
    shows()
    website(links_to("https://jobs.lever.co/acorn"))
    vendor.says(LEVER, "/v0/postings/acorn", lever("Beekeeper 1", "Beekeeper 2", "Beekeeper 3"))
    assert visit(DAY_0 + DAY).held == 3
    visit(DAY_0 + DAY + 7 * HOUR)
    assert visit(DAY_0 + DAY + 9 * HOUR).closed == 3

    run = visit(DAY_0 + 2 * DAY)
    move = Move.objects.get()
    assert (move.source, move.token, move.state) == ("lever", "acorn", "seen")
    assert move.reason.startswith("The Greenhouse board is empty since 2 March 2026; ")
    assert f"{CAREERS} links to https://jobs.lever.co/acorn" in move.reason
    assert move.reason in run.reason

    new = follow_move(move, DAY_0 + 2 * DAY + HOUR)
    schedule = CompanySchedule.objects.get()
    assert (new.company_id, schedule.host, schedule.shared) == (move.board.company_id, LEVER, True)
    assert schedule.next_run_at == DAY_0 + 2 * DAY + HOUR
    first = visit(DAY_0 + 2 * DAY + HOUR)
    assert first.created == 3
    assert opened() == {"Beekeeper 1": "lever", "Beekeeper 2": "lever", "Beekeeper 3": "lever"}
    old = dict(Posting.objects.filter(board__source="greenhouse").values_list("title", "id"))
    assert dict(Posting.objects.filter(board=new).values_list("title", "canonical_id")) == old
    assert waits_for_matching() == set()

    vendor.says(LEVER, "/v0/postings/acorn", lever("Beekeeper 1", "Beekeeper 2", "Beekeeper 3", "Hive Designer"))
    visit(DAY_0 + 3 * DAY)
    assert waits_for_matching() == {"Hive Designer"}


def test_postings_that_are_only_missing_on_the_old_board_are_linked_too(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board
) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows(3)
    vendor.says(LEVER, "/v0/postings/acorn", lever("Beekeeper 1", "Beekeeper 2"))
    Board.objects.create(company=board.company, source="lever", token="acorn", added_at=DAY_0)
    visit(DAY_0 + DAY)
    copies = Posting.objects.filter(board__source="lever", canonical__board=board)
    assert set(copies.values_list("title", flat=True)) == {"Beekeeper 1", "Beekeeper 2"}
    assert waits_for_matching() == set()


def test_what_appears_on_the_new_board_weeks_later_is_a_repost_if_it_closed_within_thirty_days(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board
) -> None:
    shows(1, 2)
    visit(DAY_0)
    Board.objects.create(company=board.company, source="lever", token="acorn", added_at=DAY_0)
    vendor.says(LEVER, "/v0/postings/acorn", lever("Gardener"))
    vendor.says(HOST, PATH, GONE)
    visit(DAY_0 + DAY)
    visit(DAY_0 + DAY + 7 * HOUR)
    assert Posting.objects.get(title="Beekeeper 1").closed_reason == "board_gone"
    vendor.says(LEVER, "/v0/postings/acorn", lever("Gardener", "Beekeeper 1"))
    visit(DAY_0 + 20 * DAY)
    assert waits_for_matching() == set()
    vendor.says(LEVER, "/v0/postings/acorn", lever("Gardener", "Beekeeper 1", "Beekeeper 2"))
    visit(DAY_0 + 40 * DAY)
    assert waits_for_matching() == {"Beekeeper 2"}


def test_the_first_read_of_a_known_companys_second_board_is_silent(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(LEVER, "/v0/postings/acorn", lever("Gardener", "Florist"))
    Board.objects.create(company=board.company, source="lever", token="acorn", added_at=DAY_0)
    shows(1, 2)
    assert visit(DAY_0 + DAY).created == 3
    assert waits_for_matching() == {"Beekeeper 2"}
    assert set(opened()) == {"Beekeeper 1", "Beekeeper 2", "Gardener", "Florist"}


def test_an_empty_smartrecruiters_board_whose_page_links_workday(
    visit: Visit, vendor: Vendor, board: Board, website: Callable[[str], None]
) -> None:
    """SmartRecruiters answers 200 with nothing in it, for ever, also for companies that left years ago."""
    Board.objects.update(source="smartrecruiters", token="Acorn")
    empty = {"offset": 0, "limit": 100, "totalFound": 0, "content": []}
    vendor.says("api.smartrecruiters.com", "/v1/companies/Acorn/postings", as_json(empty))
    website(links_to("https://acorn.wd1.myworkdayjobs.com/en-US/Careers"))
    visit(DAY_0)
    assert not Move.objects.exists()
    run = visit(DAY_0 + DAY)
    move = Move.objects.get()
    assert (move.source, run.outcome) == ("workday", "unchanged")
    assert run.reason.startswith("The SmartRecruiters board is empty since 1 March 2026; ")
    assert "acorn.wd1.myworkdayjobs.com" in run.reason


def test_a_board_that_is_gone_while_the_page_embeds_another(
    visit: Visit, shows: Shows, vendor: Vendor, website: Callable[[str], None]
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, GONE)
    website('<iframe src="https://jobs.lever.co/acorn"></iframe>')
    visit(DAY_0 + DAY)
    assert not Move.objects.exists()
    run = visit(DAY_0 + DAY + 7 * HOUR)
    assert (run.outcome, run.closed) == ("gone", 1)
    assert "The Greenhouse board does not exist since 2 March 2026; a frame of" in run.reason
    assert Move.objects.get().source == "lever"


def test_a_vendor_that_sends_us_on_to_another_vendor(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(301, b"", {"Location": "https://jobs.lever.co/acorn"}))
    run = visit(DAY_0 + DAY)
    reason = "Greenhouse sends us on to the Lever board acorn: the company seems to have moved"
    assert (run.outcome, run.reason, run.closed) == ("gone", reason, 0)
    assert (Move.objects.get().source, Move.objects.get().reason) == ("lever", reason)
    assert not [host for host, _path, _headers in vendor.asked if "lever" in host]
    assert visit(DAY_0 + DAY + 7 * HOUR).closed == 1


def test_a_redirect_within_the_vendor_is_no_move(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1)
    elsewhere = f"https://{HOST}/v1/boards/acornworks/jobs"
    vendor.says(HOST, "/v1/boards/acornworks/jobs", vendor.replies[HOST, PATH])
    vendor.says(HOST, PATH, Reply(302, b"", {"Location": elsewhere}))
    assert visit(DAY_0).created == 1
    assert not Move.objects.exists()


def test_the_page_is_read_once_a_week_and_no_more(
    visit: Visit, shows: Shows, vendor: Vendor, website: Callable[[str], None]
) -> None:
    shows()
    website("<p>We grow.</p>")
    for days in range(12):
        visit(DAY_0 + days * DAY)
    asked = [path for host, path, _headers in vendor.asked if host == SITE and path == "/careers"]
    assert len(asked) == 2
    assert BoardState.objects.get().page_read_at == DAY_0 + 8 * DAY


def test_a_page_that_cannot_be_read_costs_the_visit_nothing(
    visit: Visit, shows: Shows, vendor: Vendor, website: Callable[[str], None]
) -> None:
    shows()
    website("")
    vendor.says(SITE, "/careers", Reply(500))
    visit(DAY_0)
    run = visit(DAY_0 + DAY)
    assert (run.outcome, run.reason) == ("unchanged", "The Greenhouse board is empty since 1 March 2026")


def test_a_board_that_has_postings_again_is_not_empty_any_more(visit: Visit, shows: Shows) -> None:
    shows()
    visit(DAY_0)
    shows(1)
    visit(DAY_0 + DAY)
    assert BoardState.objects.get().empty_at is None


def seen_move(board: Board, token: str = "acorn") -> Move:
    return Move.objects.create(board=board, source="lever", token=token, reason="seen", seen_at=DAY_0)


def test_a_dismissed_move_stays_dismissed_until_another_board_is_seen(
    visit: Visit, shows: Shows, website: Callable[[str], None]
) -> None:
    shows()
    website(links_to("https://jobs.lever.co/acorn"))
    visit(DAY_0)
    visit(DAY_0 + DAY)
    assert dismiss_moves([Move.objects.get().id], DAY_0 + DAY) == 1
    visit(DAY_0 + 9 * DAY)
    assert Move.objects.get().state == "dismissed"
    website(links_to("https://jobs.ashbyhq.com/acorn"))
    visit(DAY_0 + 17 * DAY)
    assert (Move.objects.get().state, Move.objects.get().source) == ("seen", "ashby")


def test_a_paused_company_is_visited_again_on_its_new_board(board: Board) -> None:
    CompanySchedule.objects.update(active=False, paused_reason="gone", failures=9)
    follow_move(seen_move(board), DAY_0 + DAY)
    schedule = CompanySchedule.objects.get()
    assert (schedule.active, schedule.paused_reason, schedule.failures) == (True, "", 0)
    assert Move.objects.get().state == "added"


def test_a_board_of_another_company_is_not_taken_from_it(board: Board) -> None:
    other = Company.objects.create(name="Acorn Foods", slug="acorn-foods", created_at=DAY_0)
    Board.objects.create(company=other, source="lever", token="Acorn", added_at=DAY_0)
    with pytest.raises(BoardTaken, match="Acorn Foods"):
        follow_move(seen_move(board), DAY_0 + DAY)
    assert Move.objects.get().state == "seen"


def test_a_board_that_the_company_has_already_is_no_news(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board, website: Callable[[str], None]
) -> None:
    shows()
    website(links_to("https://jobs.lever.co/acorn"))
    vendor.says(LEVER, "/v0/postings/acorn", lever("Gardener"))
    Board.objects.create(company=board.company, source="lever", token="acorn", added_at=DAY_0)
    visit(DAY_0)
    visit(DAY_0 + DAY)
    assert not Move.objects.exists()
