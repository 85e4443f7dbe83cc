"""A TLS server on loopback that speaks HTTP/2 and HTTP/1.1, as the client offers, and counts its connections."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Tls:
    """A certificate for `boards.example` that nobody but this test trusts."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        made = (
            f"-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=boards.example -keyout {self.key} -out {self.certificate}"
        )
        named = ["-addext", "subjectAltName=DNS:boards.example"]
        subprocess.run(["openssl", "req", *made.split(), *named], check=True, capture_output=True)

    def of_server(self, protocols: list[str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        context.set_alpn_protocols(protocols)
        return context

    def of_client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


class Http2Server:
    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.answer_seconds = 0.0
        self.started = threading.Event()
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, context: ssl.SSLContext) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._loop = asyncio.get_running_loop()
        self.started.set()
        await self._ended.wait()
        server.close()

    def end(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._ended.set)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        chosen = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        try:
            await (self._http2 if chosen == "h2" else self._http1)(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _http1(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(self.answer_seconds)
            writer.write(PLAIN)

    async def _http2(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state = H2Connection(H2Configuration(client_side=False))
        state.initiate_connection()
        writer.write(state.data_to_send())
        while data := await reader.read(65_536):
            for event in state.receive_data(data):
                if isinstance(event, RequestReceived):
                    await asyncio.sleep(self.answer_seconds)
                    state.send_headers(event.stream_id, [(":status", "200"), ("content-length", "2")])
                    state.send_data(event.stream_id, b"{}", end_stream=True)
            writer.write(state.data_to_send())


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[Http2Server]:
    server = Http2Server()
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(context)))
    thread.start()
    assert server.started.wait(10)
    try:
        yield server
    finally:
        server.end()
        thread.join(10)
