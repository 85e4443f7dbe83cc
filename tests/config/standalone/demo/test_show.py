"""What people and programs read of the demo."""

import io
import json

import pytest

from config.standalone.demo.show import Show
from config.standalone.demo.tally import Tally

TALLY = Tally(
    companies=64,
    boards_fetched=130,
    postings_new=2400,
    postings_changed=12,
    postings_closed=7,
    postings_indexed=2400,
    matches=31,
    mails_sent=3,
)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def err() -> io.StringIO:
    return io.StringIO()


def test_people_read_steps_and_a_table_plain_where_there_is_no_terminal(out: io.StringIO, err: io.StringIO) -> None:
    show = Show(out, err, as_json=False)
    with show.step("Day 1") as came:
        assert out.getvalue() == "Day 1 …\n"
        came.append("64 companies")
    show.result(TALLY, {"ingest": 1.234})
    assert "✓ Day 1: 64 companies\n" in out.getvalue()
    assert "2400" in out.getvalue()
    assert "1.23" in out.getvalue()
    assert "\x1b" not in out.getvalue()
    assert err.getvalue() == ""


def test_programs_read_one_object_and_nothing_else(out: io.StringIO, err: io.StringIO) -> None:
    show = Show(out, err, as_json=True)
    with show.step("Day 1"):
        show.line("working")
    show.result(TALLY, {"ingest": 1.234})
    assert json.loads(out.getvalue()) == {
        "companies": 64,
        "boards_fetched": 130,
        "postings_new": 2400,
        "postings_changed": 12,
        "postings_closed": 7,
        "postings_indexed": 2400,
        "matches": 31,
        "mails_sent": 3,
        "seconds": {"ingest": 1.234},
    }
    assert out.getvalue().count("\n") == 1
    assert "✓ Day 1" in err.getvalue()


def test_a_step_that_fails_is_not_said_to_be_done(out: io.StringIO, err: io.StringIO) -> None:
    show = Show(out, err, as_json=False)
    with pytest.raises(ZeroDivisionError), show.step("Day 1"):
        raise ZeroDivisionError
    assert "✓" not in out.getvalue()
