"""What a visit costs among a thousand, ten thousand and a hundred thousand companies; each time as many are due."""

from functools import partial

import psycopg
from psycopg import sql

from benchmarks.figure import Aim, Result, Size, in_turns, rates
from benchmarks.replay.listed import alike
from benchmarks.servers import Servers
from benchmarks.sweeps import FIRST, Sweeps, sweeps

TITLE = "Growth: a visit among ever more companies"
# Of each table the columns that the copies of a row count on by, and those that they are told apart by.
TABLES = {
    "ingest_company": (("id",), ("slug",)),
    "ingest_board": (("id", "company_id"), ("token",)),
    "ingest_companyschedule": (("company_id",), ()),
    "ingest_boardstate": (("board_id",), ()),
    "ingest_posting": (("id", "company_id", "board_id"), ()),
    "ingest_postingstage": (("posting_id",), ()),
}
APART = 10_000_000
DUE = """
    UPDATE ingest_companyschedule
    SET next_run_at = clock_timestamp() + CASE WHEN company_id > %s THEN interval '7 days' ELSE interval '-1 second' END
"""
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""


def measure(servers: Servers, size: Size) -> Result:
    due = min(size.companies)
    with sweeps(servers, alike(due, 1)) as sweep:
        sweep.read_once()
        names = {count: f"grown_{count}" for count in size.companies}
        for count, name in names.items():
            _grow(servers, name, count // due)
        seconds = in_turns(size.rounds, {f"{count:,}": partial(_visited, sweep, name) for count, name in names.items()})
        for name in names.values():
            servers.drop_database(name)
    values = rates(seconds, dict.fromkeys(seconds, float(due)))
    least, most = f"{min(size.companies):,}", f"{max(size.companies):,}"
    return Result(
        "growth",
        TITLE,
        "companies/s",
        values,
        seconds,
        [Aim(f"times the cost among {most} as among {least}", values[least] / values[most], 1.15, at_most=True)],
        {"due": due},
        ["due companies answer 304; the copies of the others have no texts"],
    )


def _visited(sweep: Sweeps, name: str) -> float:
    return sweep.ours(0, name, all_due=False).seconds


def _grow(servers: Servers, name: str, times: int) -> None:
    """A database with all of `first` so many times; the copies are due in a week."""
    servers.make_database(name, FIRST)
    with servers.connect(name, user="postgres") as connection:
        # References between copies hold by themselves; to check each of them would take most of the time.
        connection.execute("SET session_replication_role = replica")
        if times > 1:
            for table, (numbers, names) in TABLES.items():
                connection.execute(_copies(connection, table, numbers, names), [times - 1])
        connection.execute(DUE, [APART])
        connection.execute("VACUUM (ANALYZE)")


def _copies(
    connection: psycopg.Connection, table: str, numbers: tuple[str, ...], names: tuple[str, ...]
) -> sql.Composed:
    columns = [row[0] for row in connection.execute(COLUMNS, [table]).fetchall()]
    values = [_value(column, numbers, names) for column in columns]
    return sql.SQL(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} AS t, generate_series(1, %s) AS k"
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(values),
        sql.Identifier(table),
    )


def _value(column: str, numbers: tuple[str, ...], names: tuple[str, ...]) -> sql.Composed:
    if column in numbers:
        return sql.SQL("t.{} + k * {}").format(sql.Identifier(column), sql.Literal(APART))
    if column in names:
        return sql.SQL("t.{} || '-' || k").format(sql.Identifier(column))
    return sql.SQL("t.{}").format(sql.Identifier(column))
