"""The floor of a sweep in which nothing changed: a conditional GET, one publish, one consume and one INSERT each."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp
import psycopg
from kombu import Connection, Consumer, Message, Queue

from benchmarks.contenders.conditional import CONNECTIONS, ETAGS, changed_body
from benchmarks.contenders.share import Share
from config.queues import transport_options
from ingest.models import Run

QUEUE = Queue("floor", routing_key="floor", durable=True, queue_arguments={"x-queue-type": "quorum"})
PREFETCH = 16
# Django documents `_meta`.
COLUMNS = [field for field in Run._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
INSERT = f"""
    INSERT INTO ingest_run ({", ".join(str(field.column) for field in COLUMNS)})
    VALUES ({", ".join("%s" for _ in COLUMNS)})
"""


def run_row(company: int, now: datetime) -> list[Any]:
    """The values of COLUMNS: what a model's instance would have, without one."""
    known = {"company_id": company, "at": now, "started_at": now, "finished_at": now, "outcome": "unchanged"}
    own = {**known, "boards": "[]", "requests": 1}
    return [own[field.column] if field.column in own else field.get_default() for field in COLUMNS]


class Unchanged:
    """Publishes its share's tokens, confirmed, in one thread; consumes in another; asks and writes in the main one."""

    def __init__(self, share: Share) -> None:
        self._share = share
        with psycopg.connect(share.database) as connection:
            self._etags: dict[int, str] = dict(connection.execute(ETAGS).fetchall())
            self._ids = {
                token: (board, company)
                for token, board, company in connection.execute("SELECT token, id, company_id FROM ingest_board")
            }
        with self._broker() as broker:
            QUEUE(broker.default_channel).declare()
        self._done: deque[Message] = deque()
        self._is_over = False

    def run(self) -> int:
        return asyncio.run(self._run())

    async def _run(self) -> int:
        loop, came = asyncio.get_running_loop(), asyncio.Queue[Message]()
        connections: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            connections.put_nowait(await psycopg.AsyncConnection.connect(self._share.database, autocommit=True))

        def came_in(_body: object, message: Message) -> None:
            loop.call_soon_threadsafe(came.put_nowait, message)

        publishing = loop.run_in_executor(None, self._publish)
        consuming = asyncio.ensure_future(loop.run_in_executor(None, self._consume, came_in))
        async with aiohttp.ClientSession() as session:
            working = [asyncio.create_task(self._work(session, connections, came)) for _ in range(PREFETCH)]
            all_of_them: set[asyncio.Future[Any]] = {consuming, *working}
            ended, _ = await asyncio.wait(all_of_them, return_when=asyncio.FIRST_COMPLETED)
            self._is_over = True
            await publishing
            for task in working:
                task.cancel()
        for one in ended:
            # Raises what went wrong in it.
            one.result()
        return await consuming

    async def _work(
        self,
        session: aiohttp.ClientSession,
        connections: "asyncio.Queue[psycopg.AsyncConnection]",
        came: "asyncio.Queue[Message]",
    ) -> None:
        while message := await came.get():
            token, now = str(message.payload), datetime.now(UTC)
            board, company = self._ids[token]
            await changed_body(session, self._share.url(token), self._etags.get(board, ""))
            connection = await connections.get()
            await connection.execute(INSERT, run_row(company, now))
            connections.put_nowait(connection)
            self._done.append(message)

    def _broker(self) -> Connection:
        return Connection(self._share.broker, transport_options=transport_options(self._share.broker))

    def _publish(self) -> None:
        with self._broker() as connection:
            producer = connection.Producer()
            for token in self._share.boards:
                producer.publish(token, routing_key=QUEUE.name, delivery_mode=2)

    def _consume(self, on_message: Callable[[Any, Message], None]) -> int:
        """Until as many are acknowledged as this process published; what it has too many goes back to the queue."""
        acknowledged = 0
        with self._broker() as connection:
            consumer = Consumer(connection, [QUEUE], callbacks=[on_message])
            consumer.qos(prefetch_count=PREFETCH)
            with consumer:
                while acknowledged < len(self._share.boards) and not self._is_over:
                    with suppress(TimeoutError):
                        connection.drain_events(timeout=0.002)
                    while self._done and acknowledged < len(self._share.boards):
                        self._done.popleft().ack()
                        acknowledged += 1
        return acknowledged
