"""Workers for ingestion alone, at any moment, on the boards of a replay server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings

from tests.installation.database import own_database
from tests.installation.installation import Installation, environment
from tests.installation.mail import mail_server
from tests.installation.processes import Processes


@pytest.fixture
def ingestion(
    django_db_modify_db_settings: None, rabbitmq: str, settings: LazySettings, tmp_path: Path
) -> Iterator[Installation]:
    """Real PostgreSQL and RabbitMQ, no index, and nothing running yet."""
    del settings, django_db_modify_db_settings
    with own_database(django_settings.DATABASES["default"]) as database_url, mail_server() as mailbox:
        processes = Processes(environment(database_url, rabbitmq, "", mailbox, tmp_path / "var"), tmp_path / "logs")
        processes.run("manage.py", "migrate", "--verbosity", "0")
        yield Installation(processes, mailbox, database_url)
