"""The web pages, served by waitress from a thread of this process, on the loopback address only."""

import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server
from waitress.wasyncore import close_all

from config.standalone.ports import LOOPBACK

THREADS = 6


class WebServer:
    def __init__(self, port: int) -> None:
        self._sockets: dict[int, object] = {}
        # Nothing is collected here, and WhiteNoise warns of a folder that is not there.
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        self._server = create_server(
            get_wsgi_application(),
            map=self._sockets,
            host=LOOPBACK,
            port=port,
            threads=THREADS,
            # The mailbox's page has to see that somebody came through a proxy.
            clear_untrusted_proxy_headers=False,
        )
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Close every connection; requests that are being answered have `seconds` to end. Whether all did."""
        # The sockets belong to the thread that waits on them: closing them from here would make it fail.
        self._server.trigger.pull_trigger(lambda: close_all(self._sockets, ignore_all=True))
        self._thread.join(seconds)
        self._server.task_dispatcher.shutdown(timeout=seconds)
        return not self._thread.is_alive()
