"""Statements that PostgreSQL keeps, and those that it must not."""

from typing import Any

import pytest
from django.db import connection
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext

from config.prepared import prepared_cursor

pytestmark = pytest.mark.django_db


def adding(name: str) -> str:
    """A statement of its own for each test: a connection keeps what earlier ones asked."""
    return f"SELECT %s::int + 1 AS {name}"


def asked(statement: str, value: int | str) -> Any:
    with prepared_cursor() as cursor:
        cursor.execute(statement, [value])
        return cursor.fetchone()[0]


def kept(name: str) -> list[str]:
    """The statements with this name that PostgreSQL keeps for this connection, as they are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall() if name in row[0]]


def test_a_statement_is_kept_once_for_all_its_values() -> None:
    assert [asked(adding("once"), value) for value in (1, 2, 3)] == [2, 3, 4]
    assert kept("once") == ["SELECT $1::int + 1 AS once"]


def test_what_django_itself_asks_is_not_kept() -> None:
    with connection.cursor() as cursor:
        cursor.execute(adding("djangos"), [1])
        assert cursor.fetchone() == (2,)
    assert kept("djangos") == []


def test_errors_are_djangos() -> None:
    with pytest.raises(DataError):
        asked(adding("faulty"), "no number")


def test_a_log_of_statements_shows_their_values() -> None:
    with CaptureQueriesContext(connection) as queries:
        asked(adding("logged"), 41)
    assert [query["sql"] for query in queries.captured_queries] == ["SELECT 41::int + 1 AS logged"]
