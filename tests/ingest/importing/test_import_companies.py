"""Lists of boards: what is added, what is known, and a reason with its line for what is neither."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ingest.importing import BadRow, BoardRow, rows_of
from ingest.models import Board, Company, CompanySchedule

HEADER = "ats,slug,name,url\n"
LIST = HEADER + (
    "greenhouse,acorn,Acorn Honey,https://boards.greenhouse.io/acorn\n"
    "lever,birch,Birch Looms,https://jobs.lever.co/birch\n"
    "personio,dorn,Dorn,https://dorn.jobs.personio.com\n"
)


def imported(tmp_path: Path, text: str, *arguments: str) -> tuple[str, str]:
    file = tmp_path / "boards.csv"
    file.write_text(text)
    out, err = StringIO(), StringIO()
    call_command("import_companies", str(file), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_each_board_becomes_a_company_that_is_due(tmp_path: Path) -> None:
    out, _ = imported(tmp_path, LIST)
    assert "3 companies added" in out
    assert set(Board.objects.values_list("source", "token", "company__slug")) == {
        ("greenhouse", "acorn", "acorn-honey"),
        ("lever", "birch", "birch-looms"),
        ("personio", "dorn", "dorn"),
    }
    assert CompanySchedule.objects.filter(active=True, host="api.lever.co").count() == 1


@pytest.mark.django_db
def test_the_same_list_again_adds_nothing(tmp_path: Path) -> None:
    imported(tmp_path, LIST)
    out, _ = imported(tmp_path, LIST.replace("/acorn", "/Acorn"))
    assert "0 companies added, 3 known already, 0 bad rows" in out
    assert Company.objects.count() == 3


@pytest.mark.django_db
def test_bad_rows_are_named_by_line_and_do_not_stop_the_others(tmp_path: Path) -> None:
    text = LIST + (
        "taleo,oak,Oak,https://oak.taleo.net\n"
        ",oak,Oak,\n"
        "lever,oak,Oak,https://boards.greenhouse.io/oak\n"
        "lever,oak,Oak,https://example.org/jobs\n"
        "lever,,Oak,\n"
        "lever,elm,Elm,\n"
    )
    report = tmp_path / "bad.csv"
    out, err = imported(tmp_path, text, "--report", str(report))
    assert "4 companies added, 0 known already, 5 bad rows" in out
    assert "line 5: no source is named 'taleo'" in err
    with report.open() as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["5", "6", "7", "8", "9"]


@pytest.mark.django_db
def test_a_board_listed_twice_is_added_once(tmp_path: Path) -> None:
    out, _ = imported(tmp_path, LIST + LIST.removeprefix(HEADER))
    assert "3 companies added, 3 known already" in out


@pytest.mark.django_db
def test_companies_of_one_name_get_slugs_of_their_own(tmp_path: Path) -> None:
    rows = "".join(f"lever,oak{n},Oak,https://jobs.lever.co/oak{n}\n" for n in range(3))
    imported(tmp_path, HEADER + rows)
    imported(tmp_path, HEADER + "lever,oak9,Oak,https://jobs.lever.co/oak9\n")
    assert set(Company.objects.values_list("slug", flat=True)) == {"oak", "oak-2", "oak-3", "oak-4"}


@pytest.mark.django_db
def test_only_a_part_is_imported_when_that_is_asked_for(tmp_path: Path) -> None:
    out, _ = imported(tmp_path, LIST, "--only", "lever,personio", "--limit", "1")
    assert "1 companies added" in out
    assert Board.objects.get().source == "lever"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "name,url\nA,https://jobs.lever.co/a\n", "%PDF-1.7\n"])
def test_a_file_that_is_no_list_of_boards_is_refused_with_a_reason(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match="must name the columns"):
        imported(tmp_path, text)


def test_rows_are_read_one_at_a_time() -> None:
    read: list[str] = []

    def lines() -> list[str]:
        return [HEADER, *(f"lever,oak{n},Oak,https://jobs.lever.co/oak{n}\n" for n in range(100))]

    rows = rows_of(line for line in lines() if not read.append(line))  # type: ignore[func-returns-value]
    assert next(rows) == BoardRow(2, "lever", "oak0", "Oak")
    assert len(read) == 2


def test_a_cell_may_hold_anything() -> None:
    [row] = rows_of([HEADER, 'lever,"a\x00b",Oak,\n'])
    assert isinstance(row, BoardRow | BadRow)


@pytest.mark.django_db(transaction=True)
def test_fifty_thousand_rows_are_imported_and_again_change_nothing(tmp_path: Path) -> None:
    # As a command does: a connection that checked foreign keys while the tables were small goes on reading all of them.
    connection.close()
    kinds = ("greenhouse", "lever", "ashby", "workable", "personio")
    rows = [f"{kinds[n % 5]},oak{n},Oak {n % 700},\n" for n in range(49_990)]
    # Ten boards come a second time, in capitals; ten rows name no source.
    rows[20_000:20_000] = [f"{kinds[n]},OAK{n},Oak,\n" for n in range(5)] + [f"taleo,elm{n},Elm,\n" for n in range(10)]
    text = HEADER + "".join(rows)
    out, err = imported(tmp_path, text)
    assert "49990 companies added, 5 known already, 10 bad rows" in out
    assert "line 20007: no source is named 'taleo'" in err
    assert Company.objects.count() == Board.objects.count() == CompanySchedule.objects.count() == 49_990
    out, _ = imported(tmp_path, text)
    assert "0 companies added, 49995 known already, 10 bad rows" in out


@pytest.mark.django_db
def test_a_list_that_was_broken_off_is_gone_on_with(tmp_path: Path) -> None:
    imported(tmp_path, LIST, "--limit", "1")
    out, _ = imported(tmp_path, LIST)
    assert "2 companies added, 1 known already" in out
