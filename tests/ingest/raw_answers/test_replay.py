"""`manage.py replay`: what today's code makes of kept answers, shown before anything is written."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ingest.models import Board, BoardState, Company, CompanySchedule, Posting, RawAnswer, Run
from ingest.raw_answers.keeping import Kept, packed
from ingest.schedule import claim
from ingest.sources import greenhouse as parser
from ingest.sources.types import MalformedPayload, ParsedPosting, Request
from tests.ingest.conftest import HOST, PATH, greenhouse
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0

HOUR = timedelta(hours=1)
BOARD = "greenhouse/acorn"

Shows = Callable[..., None]
Visit = Callable[[datetime], Run]
Out = pytest.CaptureFixture[str]

pytestmark = pytest.mark.django_db


def replayed(out: Out, target: str = BOARD, **options: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    call_command("replay", target, json=True, **options)
    *boards, totals = [json.loads(line) for line in out.readouterr().out.splitlines() if line.startswith("{")]
    return boards, totals


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the parser read these fields otherwise from now on."""

    def fix(**changed: Any) -> None:
        before = parser.SOURCE.posting

        def posting(*given: Any) -> ParsedPosting:
            read = before(*given)
            values = {name: getattr(read, name) for name in read.__dataclass_fields__}
            return ParsedPosting(**{**values, **changed})

        monkeypatch.setattr(type(parser.SOURCE), "posting", lambda _self, *given: posting(*given))

    return fix


def test_the_same_code_shows_no_difference(visit: Visit, shows: Shows, capsys: Out) -> None:
    shows(1, 2)
    visit(DAY_0)
    [board], totals = replayed(capsys)
    assert (board["board"], board["unchanged"], board["differences"]) == (BOARD, 2, [])
    assert board["answers"] == {"kind": "good", "at": "2026-03-01T06:00:00+00:00", "count": 1}
    assert totals == {
        "boards": 1,
        "unreadable_boards": 0,
        "created": 0,
        "changed": 0,
        "lost": 0,
        "unreadable": 0,
        "unchanged": 2,
        "written": 0,
        "applied": False,
    }


def test_a_better_parser_shows_the_fields_that_would_change_and_writes_nothing(
    visit: Visit, shows: Shows, capsys: Out, fixed: Callable[..., None]
) -> None:
    shows(1)
    visit(DAY_0)
    fixed(department="Apiary")
    [board], totals = replayed(capsys)
    [difference] = board["differences"]
    assert (difference["what"], difference["external_id"]) == ("changed", "1")
    assert difference["fields"] == {"department": ["Hives", "Apiary"]}
    assert totals["changed"] == 1
    assert Posting.objects.get().department == "Hives"


def test_applied_it_is_written_once_and_the_next_visit_reads_in_full(
    visit: Visit, shows: Shows, capsys: Out, fixed: Callable[..., None], vendor: Vendor
) -> None:
    shows(1, 2)
    visit(DAY_0)
    before = Posting.objects.get(external_id="1").stage.version
    due = CompanySchedule.objects.get().next_run_at
    fixed(department="Apiary")
    _boards, totals = replayed(capsys, apply=True)
    assert (totals["written"], totals["applied"]) == (2, True)
    posting = Posting.objects.get(external_id="1")
    assert (posting.department, posting.stage.version) == ("Apiary", before + 1)
    schedule = CompanySchedule.objects.get()
    assert (schedule.lease_until, schedule.next_run_at) == (None, due)
    state = BoardState.objects.get()
    assert (state.body_hash, state.etag, state.complete_at) == (None, "", DAY_0)
    _boards, totals = replayed(capsys, apply=True)
    assert (totals["unchanged"], totals["written"]) == (2, 0)
    run = visit(DAY_0 + HOUR)
    assert (run.outcome, run.requests, run.changed, run.closed) == ("unchanged", 1, 0, 0)


def test_postings_that_could_not_be_read_are_created_out_of_the_bad_answer(
    visit: Visit, vendor: Vendor, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.says(HOST, PATH, as_json(greenhouse(1, 2)))
    reads = parser.SOURCE.posting

    def stumble(_self: object, entry: Any, token: str) -> ParsedPosting:
        if entry.external_id == "2":
            raise MalformedPayload("title: it is a riddle")
        return reads(entry, token)

    with monkeypatch.context() as broken:
        broken.setattr(type(parser.SOURCE), "posting", stumble)
        assert visit(DAY_0).outcome == "partial"
        [board], _totals = replayed(capsys)
        assert [(d["what"], d["reason"]) for d in board["differences"]] == [("unreadable", "title: it is a riddle")]
    [board], totals = replayed(capsys, apply=True)
    assert board["answers"]["kind"] == "bad"
    assert [(d["what"], d["title"]) for d in board["differences"]] == [("created", "Beekeeper 2")]
    assert totals["written"] == 1
    # It is announced by a visit, which comes at once.
    assert CompanySchedule.objects.get().next_run_at < DAY_0 + timedelta(days=400)
    assert Posting.objects.get(external_id="2").stage.announced_at is None
    visit(DAY_0 + HOUR)
    assert Posting.objects.get(external_id="2").stage.announced_at is not None


def test_what_is_absent_from_old_answers_is_said_to_be_lost_and_stays_open(
    visit: Visit, shows: Shows, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows(1, 2)
    visit(DAY_0)
    reads = parser.SOURCE.listing

    def overlook(_self: object, *given: Any) -> Any:
        page = reads(*given)
        return replace(page, entries=page.entries[:1])

    monkeypatch.setattr(type(parser.SOURCE), "listing", overlook)
    [board], totals = replayed(capsys, apply=True)
    assert [(d["what"], d["external_id"]) for d in board["differences"]] == [("lost", "2")]
    assert totals["written"] == 0
    assert Posting.objects.filter(status="open").count() == 2


def test_what_was_closed_since_is_left_alone(
    visit: Visit, shows: Shows, capsys: Out, fixed: Callable[..., None]
) -> None:
    shows(1, 2)
    visit(DAY_0)
    Posting.objects.filter(external_id="2").update(status="closed", closed_at=DAY_0, closed_reason="absent")
    fixed(department="Apiary")
    [board], _totals = replayed(capsys, apply=True)
    assert (board["closed_since"], board["written"]) == (1, 1)
    closed = Posting.objects.get(external_id="2")
    assert (closed.status, closed.department) == ("closed", "Hives")


def test_a_newer_answer_that_stays_unreadable_is_named_and_the_good_one_read(
    visit: Visit, shows: Shows, vendor: Vendor, capsys: Out
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(200, b"<html>"))
    visit(DAY_0 + HOUR)
    [board], _totals = replayed(capsys)
    assert board["answers"]["kind"] == "good"
    assert board["notes"][0].startswith("not read: the bad one of 2026-03-01 07:00: ")


def test_a_board_of_which_no_answer_can_be_read_is_counted(visit: Visit, vendor: Vendor, capsys: Out) -> None:
    vendor.says(HOST, PATH, Reply(200, b"<html>"))
    visit(DAY_0)
    [board], totals = replayed(capsys)
    assert (board["answers"], totals["unreadable_boards"]) == (None, 1)


def test_a_company_that_a_worker_visits_is_not_written_to(
    board: Board, visit: Visit, shows: Shows, capsys: Out, fixed: Callable[..., None]
) -> None:
    shows(1)
    visit(DAY_0)
    fixed(department="Apiary")
    assert claim(board.company_id, None) is not None
    [shown], _totals = replayed(capsys, apply=True)
    assert "not written: Acorn is being visited right now by a worker" in shown["notes"]
    assert Posting.objects.get().department == "Hives"


def test_a_source_is_all_of_its_boards(visit: Visit, shows: Shows, capsys: Out, board: Board) -> None:
    shows(1)
    visit(DAY_0)
    other = Company.objects.create(name="Bolt", slug="bolt", created_at=DAY_0)
    kept = Kept()
    body = json.dumps(greenhouse(7)).encode()
    kept.page(Request("https://boards.example"), body, hashlib.sha256(body).digest())
    RawAnswer.objects.create(
        board=Board.objects.create(company=other, source="greenhouse", token="bolt", added_at=DAY_0),
        kind="good",
        at=DAY_0,
        digest=kept.digest,
        answers=1,
        size=kept.size,
        body=packed(kept.answers),
    )
    boards, totals = replayed(capsys, target="greenhouse")
    assert [shown["board"] for shown in boards] == [BOARD, "greenhouse/bolt"]
    assert (totals["unchanged"], totals["created"]) == (1, 1)


@pytest.mark.parametrize("target", [BOARD, "greenhouse/ACORN", "https://boards.greenhouse.io/acorn", "greenhouse"])
def test_a_board_is_found_by_its_name_and_by_its_careers_url(
    visit: Visit, shows: Shows, capsys: Out, target: str
) -> None:
    shows(1)
    visit(DAY_0)
    [board], _totals = replayed(capsys, target=target)
    assert board["board"] == BOARD


@pytest.mark.parametrize(("target", "reason"), [("lever", "No raw answer"), ("nonsense", "neither a source")])
def test_a_target_without_answers_is_refused_with_the_reason(target: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("replay", target)


def test_people_see_a_table_in_which_markup_of_strangers_is_text(
    visit: Visit, shows: Shows, capsys: Out, fixed: Callable[..., None]
) -> None:
    shows(1, title="[red]Beekeeper[/red] [/]")
    visit(DAY_0)
    fixed(department="[bold]")
    call_command("replay", BOARD)
    shown = capsys.readouterr().out
    assert "[red]Beekeeper[/red]" in shown
    assert "[bold]" in shown
    assert "Nothing was written" in shown


def test_a_listing_that_was_too_much_to_be_kept_is_not_taken_for_an_empty_one(
    visit: Visit, shows: Shows, capsys: Out
) -> None:
    shows(1)
    visit(DAY_0)
    RawAnswer.objects.update(body=packed([]), left_out=1, answers=0)
    [board], totals = replayed(capsys)
    assert (totals["unreadable_boards"], totals["lost"]) == (1, 0)
    assert "too much to be kept" in board["notes"][0]
