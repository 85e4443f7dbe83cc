"""Statements that PostgreSQL keeps, and those that it must not."""

from typing import Any

import pytest
from django.db import connection
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from config.prepared import prepared_cursor

STATEMENT = "SELECT %s::int + 1 AS one_more"

pytestmark = pytest.mark.django_db


def asked(value: int | str) -> Any:
    with prepared_cursor() as cursor:
        cursor.execute(STATEMENT, [value])
        return cursor.fetchone()[0]


def kept() -> list[str]:
    """The statements that PostgreSQL keeps for this connection, as they are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%one_more%'")
        return [row[0] for row in cursor.fetchall() if "pg_prepared" not in row[0]]


def test_a_statement_is_kept_once_for_all_its_values() -> None:
    assert [asked(value) for value in (1, 2, 3)] == [2, 3, 4]
    assert kept() == ["SELECT $1::int + 1 AS one_more"]


def test_what_django_itself_asks_is_not_kept() -> None:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [1])
        assert cursor.fetchone() == (2,)
    assert kept() == []


def test_errors_are_djangos() -> None:
    with pytest.raises(DataError):
        asked("no number")


def test_a_log_of_statements_shows_their_values() -> None:
    with CaptureQueriesContext(connection) as queries:
        asked(41)
    assert [query["sql"] for query in queries.captured_queries] == ["SELECT 41::int + 1 AS one_more"]
