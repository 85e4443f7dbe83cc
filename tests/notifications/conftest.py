"""A mail server of its own for each test that asks for one."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.notifications.mail_server import Mailbox, mail_server


@pytest.fixture
def mailbox(settings: LazySettings) -> Iterator[Mailbox]:
    """The settings' mail server, real and ready to misbehave."""
    with mail_server() as box:
        settings.MAIL_SERVER = box.server
        yield box
