"""Tables that grow by day: partitions are made ahead, and dropped whole when their rows are too old.

A default partition takes what no other one does, so that an insert never fails; its old rows are deleted.
"""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import OperationalError

log = logging.getLogger(__name__)

AHEAD = 3


@dataclass(frozen=True, slots=True)
class Partitioned:
    """A table partitioned by range of a moment. Its default partition is named TABLE_default."""

    table: str
    column: str
    step: Literal["day", "month"]
    keep_days_setting: str

    def start(self, day: date) -> date:
        return day.replace(day=1) if self.step == "month" else day

    def after(self, start: date) -> date:
        return self.start(start + timedelta(days=31 if self.step == "month" else 1))

    def name(self, start: date) -> str:
        return f"{self.table}_{start:%Y%m%d}"

    def oldest(self, at: datetime) -> date:
        keep: int = getattr(settings, self.keep_days_setting)
        return (at.astimezone(UTC) - timedelta(days=keep)).date()


TABLES = (
    Partitioned("ingest_run", "at", "month", "KEEP_RUNS_DAYS"),
    Partitioned("notifications_storedmail", "built_at", "day", "KEEP_MAILS_DAYS"),
)


def keep_partitions(at: datetime) -> None:
    """Make the partitions of the coming steps, and drop what is too old, as of `at`."""
    for table in TABLES:
        _make_ahead(table, at)
        _drop_old(table, at)


def _make_ahead(table: Partitioned, at: datetime) -> None:
    start = table.start(at.astimezone(UTC).date())
    for _step in range(AHEAD + 1):
        _make(table, start)
        start = table.after(start)


def _make(table: Partitioned, start: date) -> None:
    name, end = table.name(start), table.after(start)
    if name in _partitions(table):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {table.table}_default WHERE {table.column} >= %s AND {table.column} < %s)",  # noqa: S608
            [start, end],
        )
        if cursor.fetchone()[0]:
            # Rows came before their partition was made; they stay in the default one and are deleted from there.
            return
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table.table} FOR VALUES FROM ('{start}') TO ('{end}')"
        )


def _drop_old(table: Partitioned, at: datetime) -> None:
    oldest = table.oldest(at)
    for name in sorted(_partitions(table)):
        match = re.fullmatch(rf"{table.table}_(\d{{8}})", name)
        if match and table.after(datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC).date()) <= oldest:
            _drop(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table.table}_default WHERE {table.column} < %s", [oldest])  # noqa: S608


def _drop(name: str) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
    except OperationalError as error:
        # Somebody reads it; tomorrow is early enough.
        log.warning("A partition could not be dropped", extra={"partition": name, "reason": str(error)[:200]})


def _partitions(table: Partitioned) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [table.table])
        return {row[0] for row in cursor.fetchall()}
