"""HTTP around the gateway: keep-alive, conditional requests and compression, as vendors' servers do them."""

from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from demo.answers import Request
from demo.gateway import Rendered

if TYPE_CHECKING:
    from demo.server import BoardServer

_LARGEST_BODY = 65_536


class BoardHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    # Buffered, so that headers and body leave in one packet.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._respond(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            self.send_error(413)
            return
        self._respond(self.rfile.read(int(length)))

    def version_string(self) -> str:
        return "demo-boards"

    def log_message(self, *_arguments: object) -> None:
        """Nothing: a request is not worth a line."""

    def _respond(self, body: bytes) -> None:
        rendered = cast("BoardServer", self.server).answer(self._request(body))
        if self._has_it_already(rendered):
            self._send(rendered, 304, b"")
        elif rendered.packed and "gzip" in self.headers.get("Accept-Encoding", ""):
            self._send(rendered, rendered.answer.status, rendered.packed, "gzip")
        else:
            self._send(rendered, rendered.answer.status, rendered.answer.body)

    def _request(self, body: bytes) -> Request:
        parts = urlsplit(self.path)
        accepted = self.headers.get("Accept", "")
        return Request(
            host=self.headers.get("Host", "").partition(":")[0].lower(),
            path=unquote(parts.path),
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            method=self.command,
            body=body,
            wants_html="text/html" in accepted and "application/json" not in accepted,
        )

    def _has_it_already(self, rendered: Rendered) -> bool:
        if rendered.answer.status != 200:  # noqa: PLR2004  Only a representation has validators.
            return False
        if rendered.etag and (asked := self.headers.get("If-None-Match")):
            return rendered.etag.removeprefix("W/") in {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        if rendered.answer.last_modified and (since := self.headers.get("If-Modified-Since")):
            return parsedate_to_datetime(since) >= rendered.answer.last_modified.replace(microsecond=0)
        return False

    def _send(self, rendered: Rendered, status: int, body: bytes, encoding: str = "") -> None:
        answer = rendered.answer
        headers = dict(answer.headers) | {"Vary": "Accept-Encoding"}
        if rendered.etag:
            headers["ETag"] = rendered.etag
        if answer.last_modified:
            headers["Last-Modified"] = format_datetime(answer.last_modified, usegmt=True)
        if encoding:
            headers["Content-Encoding"] = encoding
        if status != 304:  # noqa: PLR2004  It has no body, and so neither type nor length.
            headers |= {"Content-Type": answer.media_type, "Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
