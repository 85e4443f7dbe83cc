"""Who is closed, missing or held after a complete listing: decisions without a database."""

from datetime import UTC, datetime, timedelta

from ingest.closing import Open, decide, decide_unchanged

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def board(count: int, **first: object) -> list[Open]:
    """`count` open postings with ids from 1; `first` describes the absence of posting 1."""
    return [Open(n, str(n), **(first if n == 1 else {})) for n in range(1, count + 1)]  # type: ignore[arg-type]


def shown(*missing: int, of: int) -> set[str]:
    return {str(n) for n in range(1, of + 1) if n not in missing}


def test_a_posting_absent_once_is_missing() -> None:
    decision = decide(board(3), shown(1, of=3), NOW)
    assert (decision.missing, decision.closed, decision.held) == ([1], [], [])


def test_a_posting_absent_again_an_hour_later_is_closed() -> None:
    decision = decide(board(3, state="missing", since=hours_ago(1)), shown(1, of=3), NOW)
    assert (decision.closed, decision.missing) == ([1], [])


def test_a_posting_absent_again_too_soon_stays_missing() -> None:
    decision = decide(board(3, state="missing", since=hours_ago(0.9)), shown(1, of=3), NOW)
    assert (decision.closed, decision.still_missing) == ([], 1)


def test_a_missing_posting_that_is_shown_again_has_returned() -> None:
    decision = decide(board(3, state="missing", since=hours_ago(9)), shown(of=3), NOW)
    assert (decision.returned, decision.closed) == ([1], [])


def test_an_empty_listing_holds_every_posting() -> None:
    decision = decide(board(3), set(), NOW)
    assert (decision.held, decision.missing) == ([1, 2, 3], [])


def test_an_empty_listing_of_an_empty_board_decides_nothing() -> None:
    decision = decide([], set(), NOW)
    assert (decision.held, decision.missing, decision.closed) == ([], [], [])


def test_losing_more_than_half_of_a_large_board_is_held() -> None:
    gone = range(1, 12)
    decision = decide(board(21), shown(*gone, of=21), NOW)
    assert (decision.held, decision.missing) == (list(gone), [])


def test_losing_exactly_half_of_a_large_board_is_believed() -> None:
    gone = range(1, 12)
    decision = decide(board(22), shown(*gone, of=22), NOW)
    assert (decision.held, decision.missing) == ([], list(gone))


def test_losing_most_of_a_small_board_is_believed() -> None:
    gone = range(1, 20)
    decision = decide(board(20), shown(*gone, of=20), NOW)
    assert (decision.held, decision.missing) == ([], list(gone))


def test_postings_that_are_new_do_not_make_a_loss_smaller() -> None:
    gone, new = range(12, 23), 30
    decision = decide(board(22 + new), shown(*range(11, 23), of=22 + new), NOW, new=new)
    assert len(decision.held) == 12
    assert not decision.missing
    assert not decide(board(22 + new), shown(*gone, of=22 + new), NOW, new=new).held


def test_held_postings_become_missing_after_six_hours() -> None:
    postings = [Open(n, str(n), "held", hours_ago(6)) for n in (1, 2, 3)]
    assert decide(postings, set(), NOW).missing == [1, 2, 3]


def test_held_postings_stay_held_before_six_hours_are_over() -> None:
    postings = [Open(n, str(n), "held", hours_ago(5.9)) for n in (1, 2, 3)]
    decision = decide(postings, set(), NOW)
    assert (decision.missing, decision.still_held) == ([], 3)


def test_staffs_refusal_keeps_postings_held() -> None:
    refused = Open(1, "1", "held", hours_ago(48), NOW + timedelta(days=1))
    over = Open(2, "2", "held", hours_ago(48), NOW - timedelta(days=1))
    decision = decide([refused, over], set(), NOW)
    assert (decision.missing, decision.still_held) == ([2], 1)


def test_when_some_held_postings_come_back_the_others_wait_anew() -> None:
    postings = [Open(n, str(n), "held", hours_ago(7)) for n in (1, 2, 3)]
    decision = decide(postings, {"1"}, NOW)
    assert (decision.returned, decision.held_again, decision.missing) == ([1], [2, 3], [])


def test_a_posting_that_goes_after_the_held_ones_does_not_delay_them() -> None:
    held = [Open(n, str(n), "held", hours_ago(7)) for n in range(1, 31)]
    present = [Open(n, str(n)) for n in range(31, 51)]
    decision = decide([*held, *present], shown(*range(1, 32), of=50), NOW)
    assert decision.missing == list(range(1, 31))
    assert decision.held == [31]


def test_an_unchanged_listing_closes_what_is_missing() -> None:
    decision = decide_unchanged([Open(1, "1", "missing", hours_ago(2))], NOW)
    assert (decision.closed, decision.returned) == ([1], [])


def test_an_unchanged_listing_believes_what_is_held() -> None:
    decision = decide_unchanged([Open(1, "1", "held", hours_ago(7)), Open(2, "2", "held", hours_ago(1))], NOW)
    assert (decision.missing, decision.still_held) == ([1], 1)
