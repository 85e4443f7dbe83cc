"""A vendor on loopback that answers as a test tells it to: real HTTP, reached through INGEST_GATEWAY."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[dict[str, str]], Reply]


class Vendor:
    """Replies by (host, path); `asked` lists what was requested: its headers in lower case, its body as `:body`."""

    def __init__(self) -> None:
        self.replies: dict[tuple[str, str], Reply | Handler] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.url = ""

    def says(self, host: str, path: str, reply: Reply | Handler) -> None:
        self.replies[host, path] = reply

    def reply_to(self, host: str, path: str, headers: dict[str, str]) -> Reply:
        self.asked.append((host, path, headers))
        known = self.replies.get((host, path)) or self.replies.get((host, path.partition("?")[0]))
        if known is None:
            return Reply(404, b'{"status":404,"error":"not found"}')
        return known(headers) if callable(known) else known


def as_json(value: Any, **headers: str) -> Reply:
    return Reply(200, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


@contextmanager
def serving() -> Iterator[Vendor]:
    vendor = Vendor()

    class Handling(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        vendor_of: ClassVar[Vendor] = vendor

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            headers[":body"] = self.rfile.read(int(headers.get("content-length", 0))).decode()
            reply = vendor.reply_to(headers["host"], self.path, headers)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_GET  # noqa: N815  The name is the standard library's.

        def log_message(self, *_args: object) -> None:
            """A test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handling)
    server.daemon_threads = True
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
