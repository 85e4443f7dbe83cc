"""Which server this process asks instead of the vendors."""

from collections.abc import Iterator
from contextlib import contextmanager

from pytest_django.fixtures import Settings

from ingest.fetching.transport import the_client


@contextmanager
def asked_through(settings: Settings, url: str) -> Iterator[None]:
    """The process's client of boards is a new one, and sends every request to `url`; it is closed in the end."""
    the_client.cache_clear()
    settings.INGEST_GATEWAY = url
    try:
        yield
    finally:
        the_client().close()
        the_client.cache_clear()
