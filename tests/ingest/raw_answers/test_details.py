"""Details belong to a board's answers, also those that only an earlier visit asked for."""

from datetime import timedelta
from functools import partial

import pytest

from ingest.models import Board, RawAnswer
from ingest.raw_answers.keeping import Kept
from ingest.raw_answers.storing import answers_of
from tests.ingest.smartrecruiters import HOST, PATH, Shows, show
from tests.ingest.vendor import Reply, Vendor
from tests.ingest.visits import DAY_0, one_slice, watched

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db: None) -> Board:
    return watched("smartrecruiters", "Acorn1")


@pytest.fixture
def shows(vendor: Vendor) -> Shows:
    return partial(show, vendor)


def kept(kind: str = "good") -> tuple[list[int], list[int]]:
    """The sizes of the pages that are kept, in their order, and the numbers of the details."""
    answers = answers_of(RawAnswer.objects.get(kind=kind))
    pages = [answer.body().count(b'"refNumber"') for answer in answers if not answer.external_id]
    return pages, sorted(int(answer.external_id) - 744_000_000_000_000 for answer in answers if answer.external_id)


def test_all_pages_and_the_details_that_were_read_are_kept(board: Board, shows: Shows) -> None:
    shows(*range(120))
    one_slice(board, DAY_0)
    assert kept() == ([100, 20], list(range(120)))


def test_details_of_earlier_visits_stay_while_their_postings_are_listed(board: Board, shows: Shows) -> None:
    shows(1, 2, 3)
    one_slice(board, DAY_0)
    shows(2, 3, 4)
    one_slice(board, DAY_0 + DAY)
    assert kept() == ([3], [2, 3, 4])


def test_details_that_are_read_again_without_a_changed_listing_take_the_place_of_the_old_ones(
    board: Board, shows: Shows
) -> None:
    shows(1, 2)
    one_slice(board, DAY_0)
    one_slice(board, DAY_0 + 15 * DAY)
    assert kept() == ([2], [1, 2])
    assert RawAnswer.objects.get().answers == 3


def test_a_detail_that_cannot_be_read_makes_the_answers_bad_ones(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(1, 2)
    vendor.says(HOST, f"{PATH}/{744_000_000_000_002}", Reply(200, b"<html>"))
    one_slice(board, DAY_0)
    assert kept("bad") == ([2], [1, 2])
    assert RawAnswer.objects.get(kind="bad").reason.startswith("744000000000002: ")


def test_a_detail_that_did_not_come_is_no_bad_answer(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(1, 2)
    vendor.says(HOST, f"{PATH}/{744_000_000_000_002}", Reply(500))
    one_slice(board, DAY_0)
    assert kept() == ([2], [1])
    assert not RawAnswer.objects.filter(kind="bad").exists()


def test_a_visit_in_slices_keeps_what_one_visit_keeps(board: Board, shows: Shows) -> None:
    shows(*range(250))
    for number in range(100):
        if one_slice(board, DAY_0 + number * MINUTE, slice_seconds=0):
            break
        if number == 1:
            assert kept("part") == ([100, 100], [])
    assert kept() == ([100, 100, 50], list(range(250)))
    assert RawAnswer.objects.count() == 1


def test_a_write_that_is_tried_again_keeps_nothing_twice(board: Board, shows: Shows) -> None:
    shows(1, 2)
    one_slice(board, DAY_0)
    earlier = answers_of(RawAnswer.objects.get())
    held = Kept()
    for _ in range(2):
        held.carry_over(earlier)
    assert held.answers == earlier
