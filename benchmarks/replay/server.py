"""The replay server: raw asyncio in a process of its own, every answer ready before it is asked.

It tells boards apart by the path alone (`/v1/boards/TOKEN/jobs`), so that it can stand behind INGEST_GATEWAY. A token
`made-SIZE-NUMBER` is a board of that many postings, made when it is first asked for.
"""

import asyncio
import multiprocessing
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Self

from benchmarks.replay.bodies import NOT_FOUND, Ready, ready
from benchmarks.replay.descriptions import Descriptions
from benchmarks.replay.listed import Listed, boards, made_board

END_OF_HEAD = b"\r\n\r\n"
MADE = re.compile(rb"made-\d+-\d+")


@dataclass(slots=True)
class Told:
    """What the server counted since it was last asked."""

    requests: int = 0
    unchanged: int = 0
    sent_bytes: int = 0


@dataclass(slots=True)
class Shelf:
    """All answers. `moment` is the crawl that is shown now."""

    boards: Sequence[dict[bytes, Ready]]
    descriptions: Descriptions
    moment: int = 0
    told: Told = field(default_factory=Told)

    def answer(self, head: bytes) -> bytes:
        answer = self._answer(head)
        self.told.requests += 1
        self.told.sent_bytes += len(answer)
        return answer

    def _answer(self, head: bytes) -> bytes:
        token = head.split(b" ", 2)[1].split(b"/", 4)[3:4]
        found = self._board(token[0]) if token else None
        if found is None:
            return NOT_FOUND
        if found.etag in head:
            self.told.unchanged += 1
            return found.unchanged
        return found.whole

    def _board(self, token: bytes) -> Ready | None:
        known = self.boards[self.moment]
        if token not in known and MADE.fullmatch(token):
            name = token.decode()
            known[token] = ready(made_board(name, size=int(name.split("-")[1])), self.descriptions)
        return known.get(token)


class Answering(asyncio.Protocol):
    """One connection; requests have no body and may come in pieces."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._received += data
        while END_OF_HEAD in self._received:
            head, _, self._received = self._received.partition(END_OF_HEAD)
            self._transport.write(self._shelf.answer(head))


class ReplayServer:
    """`url` is where it listens while the block runs; `show(moment)` turns to another crawl; `told()` counts."""

    def __init__(self, most_boards: int, also: Sequence[str] = ()) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=serve, args=(theirs, most_boards, also), daemon=True)
        self.url = ""

    def __enter__(self) -> Self:
        self._process.start()
        self.url = f"http://127.0.0.1:{self._pipe.recv()}"
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pipe.send("end")
        self._process.join(10)

    def show(self, moment: int) -> None:
        self._pipe.send(moment)
        self._pipe.recv()

    def told(self) -> Told:
        """Counts since the last call."""
        self._pipe.send("told")
        told: Told = self._pipe.recv()
        return told


def serve(pipe: Connection, most_boards: int, also: Sequence[str]) -> None:
    descriptions = Descriptions()
    known = boards(most_boards, also)
    shelf = Shelf([_ready_boards(moment, descriptions) for moment in known.at], descriptions)
    asyncio.run(_serve(pipe, shelf))


def _ready_boards(moment: Mapping[str, Sequence[Listed]], descriptions: Descriptions) -> dict[bytes, Ready]:
    return {token.encode(): ready(listed, descriptions) for token, listed in moment.items()}


async def _serve(pipe: Connection, shelf: Shelf) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Answering(shelf), "127.0.0.1", 0, backlog=1000)
    pipe.send(server.sockets[0].getsockname()[1])
    while (asked := await asyncio.to_thread(pipe.recv)) != "end":
        if asked == "told":
            pipe.send(shelf.told)
            shelf.told = Told()
        else:
            shelf.moment = asked
            pipe.send(asked)
