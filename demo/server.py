"""The demo server: `python -m demo.server --day 1 --anchor 2026-10-22`, or a `DemoServer` inside another process.

It is reached through INGEST_GATEWAY: requests come with the vendor's host and path.
"""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from http.server import ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from demo.answers import Request
from demo.company import Company
from demo.control import PREFIX, control
from demo.day import Day
from demo.gateway import Gateway, Rendered
from demo.handler import BoardHandler
from demo.world import COMPANIES, POSTINGS, ROUND, world

SEED = 7
_DAYS_BACK = 30


class BoardServer(ThreadingHTTPServer):
    """Keeps track of its connections, so that it can close those that nobody uses any more."""

    request_queue_size = 128

    def __init__(self, address: tuple[str, int], companies: tuple[Company, ...], day: Day) -> None:
        self._companies = companies
        self.gateway = Gateway(day)
        self._threads_of: dict[socket.socket, Thread] = {}
        self._lock = Lock()
        super().__init__(address, BoardHandler)

    def answer(self, request: Request) -> Rendered:
        gateway = self.gateway
        if request.path.startswith(PREFIX):
            return Rendered(control(request, gateway.day, self._companies, self.move), "", b"")
        return gateway.answer(request)

    def move(self, number: int) -> Day:
        """Show another day from the next request on. Requests that are being answered end on the day they began."""
        day = Day(self._companies, number, self.gateway.day.anchor)
        self.gateway = Gateway(day)
        return day

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  As in socketserver.
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._threads_of[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401  As in socketserver.
        with self._lock:
            self._threads_of.pop(request, None)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        with self._lock:
            left = dict(self._threads_of)
        for connection, thread in left.items():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  As in socketserver.
        """A client that hangs up is no error; everything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class DemoServer:
    """The boards on a port of this machine, served from a thread. `anchor` is the date of day 0."""

    def __init__(
        self,
        port: int = 0,
        *,
        day: int = 0,
        anchor: date,
        seed: int = SEED,
        companies: int = COMPANIES,
        postings: int = POSTINGS,
        sources: Sequence[str] = ROUND,
        host: str = "127.0.0.1",
    ) -> None:
        self.companies = world(seed, companies, postings, sources)
        self._server = BoardServer((host, port), self.companies, Day(self.companies, day, anchor))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def day(self) -> int:
        return self._server.gateway.day.number

    def start(self) -> Self:
        self._thread.start()
        return self

    def set_day(self, number: int) -> None:
        self._server.move(number)

    def stop(self) -> None:
        """End within a moment: no new connections, the open ones closed, all threads joined."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    signals = {signal.SIGINT, signal.SIGTERM}
    # Blocked before the threads start, so that they inherit it and the main thread alone takes the signal.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with DemoServer(**vars(options)) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        signal.sigwait(signals)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.server", description=__doc__)
    today = datetime.now(UTC).date()
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the address is printed")
    parser.add_argument("--day", type=int, default=0)
    parser.add_argument("--anchor", type=date.fromisoformat, default=today - timedelta(days=_DAYS_BACK))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--companies", type=int, default=COMPANIES)
    parser.add_argument("--postings", type=int, default=POSTINGS, help="about how many are open on any day")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
