"""A loopback server in a process of its own that answers everything with `{}` and keeps the moment of each request."""

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection
from typing import Self

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class CountingServer:
    """`url` is where it listens while the block runs; `arrivals()` are moments of `time.monotonic()`, in order."""

    def __init__(self, *, answer_seconds: float = 0.0) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=serve, args=(theirs, answer_seconds), daemon=True)
        self.url = ""

    def __enter__(self) -> Self:
        self._process.start()
        self.url = f"http://127.0.0.1:{self._pipe.recv()}"
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pipe.send("end")
        self._process.join(10)

    def arrivals(self) -> list[float]:
        self._pipe.send("arrivals")
        moments: list[float] = self._pipe.recv()
        return moments


def serve(pipe: Connection, answer_seconds: float) -> None:
    asyncio.run(_serve(pipe, answer_seconds))


async def _serve(pipe: Connection, answer_seconds: float) -> None:
    arrivals = list[float]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                arrivals.append(time.monotonic())
                await asyncio.sleep(answer_seconds)
                writer.write(ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000)
    pipe.send(server.sockets[0].getsockname()[1])
    while True:
        if await asyncio.to_thread(pipe.recv) == "end":
            return
        pipe.send(arrivals)
