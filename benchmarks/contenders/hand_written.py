"""The floor: what one writes by hand for this alone.

aiohttp, msgspec, the same sanitising and analysis, one statement a board; no queue, no claim, no budget, no validator
kept, no run, nothing announced.
"""

import asyncio
from datetime import UTC, datetime

import aiohttp
import msgspec
import psycopg

from benchmarks.contenders.share import Share
from benchmarks.contenders.sql import WRITE
from benchmarks.contenders.written import entries_of, row

AT_ONCE = 8
CONNECTIONS = 2


class Cold:
    """Reads every board and writes every posting."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self._waiting = list(share.boards.items())

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
            async with session.get(self._share.url(token)) as answer:
                body = await answer.read()
            rows = [row(entry, token) for entry in entries_of(body, token)]
            count += len(rows)
            now = datetime.now(UTC)
            values = [msgspec.json.encode(rows).decode(), company, board, now, now]
            connection = await connections.get()
            await connection.execute(WRITE, values)
            connections.put_nowait(connection)
        return count
