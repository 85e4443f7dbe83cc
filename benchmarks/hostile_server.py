"""A loopback server that misbehaves as a script tells it to, for each path, or host and path, another way.

A script is a list of steps, each an object with one of: `send` (a text, its characters as bytes), `repeat` (a text)
with `times`, `drip` (a text, a byte at a time) with `every` seconds and `forever`, `zeros` (so many, compressed) with
`as` (gzip, deflate or raw), `wait` (seconds), and `reset` (break the connection off).
Run by itself: .venv/bin/python -m benchmarks.hostile_server SCRIPTS.jsonl prints its address and serves until it is
interrupted; in each line of the file stand a `name`, which is the path, and its `script`.
"""

import itertools
import json
import re
import socket
import socketserver
import struct
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Script = list[dict[str, Any]]
LINGER_AND_RESET = struct.pack("ii", 1, 0)
WINDOWS = {"gzip": 31, "deflate": 15, "raw": -15}
PIECE = bytes(1 << 20)
HOST = re.compile(rb"\r\nhost: *([^\r\n]*)", re.IGNORECASE)


class Misbehaving(socketserver.BaseRequestHandler):
    """One connection: it reads requests, and plays the script of each one's path until the client is gone."""

    server: "HostileServer"

    def handle(self) -> None:
        self.request.settimeout(30)
        try:
            while (asked := self._asked()) is not None:
                host, path = asked
                scripts = self.server.scripts
                if not self._play(scripts.get(f"{host}/{path}") or scripts.get(path, [{"send": NOT_FOUND}])):
                    return
        except OSError:
            # The client left, as it should.
            return

    def _asked(self) -> tuple[str, str] | None:
        """The Host header and the path of the next request; None where none comes."""
        head = b""
        while b"\r\n\r\n" not in head:
            received = self.request.recv(65_536)
            if not received:
                return None
            head += received
        target = head.split(b" ", 2)[1].decode("latin-1")
        host = HOST.search(head)
        return host[1].decode("latin-1") if host else "", target.partition("?")[0].lstrip("/")

    def _play(self, script: Script) -> bool:
        """Play it to its end; whether the connection stays open for another request."""
        for step in script:
            for piece in _pieces(step):
                self.request.sendall(piece)
            if "reset" in step:
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_AND_RESET)
                return False
        return bool(script and script[-1].get("stay"))


NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class HostileServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 500

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        super().__init__(("127.0.0.1", 0), Misbehaving)
        self.scripts = scripts
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving(scripts: Mapping[str, Script]) -> Iterator[HostileServer]:
    with HostileServer(scripts) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def scripts_of(path: Path) -> dict[str, Script]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return {row["name"]: row["script"] for row in rows}


def _pieces(step: dict[str, Any]) -> Iterator[bytes]:
    if "send" in step:
        yield step["send"].encode("latin-1")
    elif "repeat" in step:
        text = step["repeat"].encode("latin-1")
        yield from itertools.repeat(text, step["times"]) if "times" in step else itertools.repeat(text)
    elif "drip" in step:
        text = step["drip"].encode("latin-1")
        for byte in itertools.cycle(text) if step.get("forever") else text:
            time.sleep(step["every"])
            yield bytes([byte])
    elif "zeros" in step:
        yield from _bomb(step["zeros"], WINDOWS[step["as"]])
    elif "wait" in step:
        time.sleep(step["wait"])


def _bomb(zeros: int, window: int) -> Iterator[bytes]:
    deflater = zlib.compressobj(9, zlib.DEFLATED, window)
    for _ in range(zeros // len(PIECE)):
        if piece := deflater.compress(PIECE):
            yield piece
    yield deflater.flush()


def main() -> None:
    with serving(scripts_of(Path(sys.argv[1]))) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
