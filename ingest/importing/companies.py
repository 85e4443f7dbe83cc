"""Boards into companies, a batch in one transaction: all of it, or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils.text import slugify

from ingest.deadlocks import deadlocks_retried
from ingest.hosts.policies import is_shared
from ingest.importing.rows import BadRow, BoardRow
from ingest.sources import source_named
from ingest.sources.types import BadToken

BATCH = 1000
LONGEST_SLUG = 70


@dataclass(slots=True)
class Imported:
    """What became of the rows so far."""

    added: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.added + self.known + len(self.bad)


def import_companies(rows: Iterable[BoardRow | BadRow], at: datetime) -> Iterator[Imported]:
    """Add a company for each board that is not known yet, due at `at`. Yields the running count after each batch.

    Safe to repeat: a board that is known already, in any case, is left as it is.
    """
    result = Imported()
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        result.bad += [row for row in batch if isinstance(row, BadRow)]
        boards = _readable([row for row in batch if isinstance(row, BoardRow)], result)
        added = _add(list(boards.values()), at)
        result.added += added
        result.known += sum(isinstance(row, BoardRow) for row in batch) - added
        yield result


def _readable(rows: Sequence[BoardRow], result: Imported) -> dict[tuple[str, str], BoardRow]:
    """The first row of each board; those whose token names none are bad."""
    boards: dict[tuple[str, str], BoardRow] = {}
    for row in rows:
        try:
            source_named(row.source).first_request(row.token)
        except BadToken as error:
            result.bad.append(BadRow(row.line, str(error)))
            result.known -= 1
        else:
            boards.setdefault((row.source, row.token.lower()), row)
    return boards


@deadlocks_retried
@transaction.atomic
def _add(rows: Sequence[BoardRow], at: datetime) -> int:
    new = _unknown(rows)
    ids = _new_companies([row.name for row in new], at)
    sources = [source_named(row.source) for row in new]
    hosts = [source.host(row.token) for source, row in zip(sources, new, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ingest_companyschedule
                (company_id, active, paused_reason, host, shared, next_run_at, failures, fence)
            SELECT company, true, '', host, shared, %s, 0, 0
            FROM unnest(%s::bigint[], %s::text[], %s::boolean[]) AS new (company, host, shared)
            """,
            [at, ids, hosts, [is_shared(host) for host in hosts]],
        )
        cursor.execute(
            """
            WITH board AS (
                INSERT INTO ingest_board (company_id, source, token, url, added_at)
                SELECT company, source, token, url, %s
                FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS new (company, source, token, url)
                RETURNING id
            )
            INSERT INTO ingest_boardstate (board_id, etag, last_modified) SELECT id, '', '' FROM board
            """,
            [
                at,
                ids,
                [row.source for row in new],
                [row.token for row in new],
                [source.board_url(row.token)[:1000] for source, row in zip(sources, new, strict=True)],
            ],
        )
    return len(new)


def _unknown(rows: Sequence[BoardRow]) -> list[BoardRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.source, lower(b.token)
            FROM unnest(%s::text[], %s::text[]) AS given (source, token)
            JOIN ingest_board b ON b.source = given.source AND lower(b.token) = given.token
            """,
            [[row.source for row in rows], [row.token.lower() for row in rows]],
        )
        known = set(cursor.fetchall())
    return [row for row in rows if (row.source, row.token.lower()) not in known]


def _new_companies(names: Sequence[str], at: datetime) -> list[int]:
    """The ids of new companies, in the order of their names; each gets a slug of its own: acorn, acorn-2."""
    slugs = _free_slugs([slugify(name)[:LONGEST_SLUG].strip("-") or "company" for name in names])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ingest_company (name, slug, website, created_at)
            SELECT name, slug, '', %s FROM unnest(%s::text[], %s::text[]) AS new (name, slug) RETURNING slug, id
            """,
            [at, list(names), slugs],
        )
        ids = dict(cursor.fetchall())
    return [ids[slug] for slug in slugs]


def _free_slugs(bases: Sequence[str]) -> list[str]:
    taken, slugs = _taken(bases), []
    for base in bases:
        number, slug = 1, base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _taken(bases: Sequence[str]) -> set[str]:
    """The slugs that begin with one of these bases, by the index for prefixes: "." is what follows "-"."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.slug FROM unnest(%s::text[]) AS base JOIN ingest_company c
            ON c.slug = base OR (c.slug ~>=~ (base || '-') AND c.slug ~<~ (base || '.'))
            """,
            [sorted(set(bases))],
        )
        return {row[0] for row in cursor.fetchall()}
