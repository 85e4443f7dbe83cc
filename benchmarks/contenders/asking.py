"""The simplest client: raw sockets, nothing read but the length, to see what the replay server can."""

import asyncio
from urllib.parse import urlsplit

from benchmarks.contenders.share import Share

AT_ONCE = 16
TIMES = 3


class Whole:
    """Asks for every board of its share, a few times over. Returns the bytes that it received."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self._waiting = list(share.boards) * TIMES

    def run(self) -> int:
        return asyncio.run(self._run())

    async def _run(self) -> int:
        return sum(await asyncio.gather(*(self._ask() for _ in range(AT_ONCE))))

    async def _ask(self) -> int:
        where, received = urlsplit(self._share.gateway), 0
        reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 22)
        while self._waiting:
            token = self._waiting.pop()
            writer.write(b"GET /v1/boards/%s/jobs HTTP/1.1\r\n\r\n" % token.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if (at := head.find(b"Content-Length: ")) >= 0:
                received += len(await reader.readexactly(int(head[at + 16 : head.index(b"\r", at)])))
        writer.close()
        return received
