"""Floors of a later sweep: aiohttp with conditional requests, by hand, for boards that were read before."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import aiohttp
import msgspec
import psycopg

from benchmarks.contenders.share import Share
from benchmarks.contenders.sql import WRITE
from benchmarks.contenders.written import Row, entries_of, row

AT_ONCE = 8
CONNECTIONS = 2
ETAGS = "SELECT board_id, etag FROM ingest_boardstate"
STORED = "SELECT external_id, listing_hash FROM ingest_posting WHERE board_id = %s AND status = 'open'"
CLOSE = """
    UPDATE ingest_posting SET status = 'closed', closed_at = %s, closed_reason = 'absent'
    WHERE board_id = %s AND external_id = ANY(%s)
"""
NOT_MODIFIED = 304


class Steady:
    """Compares hashes first; cleans, analyses and writes only what differs, and closes what is gone."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self._waiting = list(share.boards.items())
        with psycopg.connect(share.database) as connection:
            self._etags: dict[int, str] = dict(connection.execute(ETAGS).fetchall())

    def run(self) -> int:
        return asyncio.run(self._run())

    async def _run(self) -> int:
        connections: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            connections.put_nowait(await psycopg.AsyncConnection.connect(self._share.database, autocommit=True))
        async with aiohttp.ClientSession() as session:
            counts = await asyncio.gather(*(self._work(session, connections) for _ in range(AT_ONCE)))
        return sum(counts)

    async def _work(self, session: aiohttp.ClientSession, connections: "asyncio.Queue[psycopg.AsyncConnection]") -> int:
        count = 0
        while self._waiting:
            token, (board, company) = self._waiting.pop()
            body = await changed_body(session, self._share.url(token), self._etags.get(board, ""))
            count += 1
            if body is not None:
                connection = await connections.get()
                await _settle(connection, body, token, board, company)
                connections.put_nowait(connection)
        return count


async def changed_body(session: aiohttp.ClientSession, url: str, etag: str) -> bytes | None:
    """The answer's body; None when the board did not change, or is gone."""
    async with session.get(url, headers={"If-None-Match": etag}) as answer:
        return await answer.read() if answer.ok and answer.status != NOT_MODIFIED else None


async def _settle(connection: psycopg.AsyncConnection, body: bytes, token: str, board: int, company: int) -> None:
    entries = entries_of(body, token)
    stored: dict[str, bytes] = dict(await (await connection.execute(STORED, [board])).fetchall())
    differing = [row(entry, token) for entry in entries if stored.get(entry.external_id) != entry.hash]
    gone = stored.keys() - {entry.external_id for entry in entries}
    await _write(connection, differing, list(gone), board, company)


async def _write(
    connection: psycopg.AsyncConnection, rows: Sequence[Row], gone: Sequence[str], board: int, company: int
) -> None:
    now = datetime.now(UTC)
    async with connection.transaction():
        if rows:
            await connection.execute(WRITE, [msgspec.json.encode(rows).decode(), company, board, now, now])
        if gone:
            await connection.execute(CLOSE, [now, board, list(gone)])
