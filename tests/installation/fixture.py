"""The fixtures that build an installation; story, chaos and crawl tests import them into their conftest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings

from tests.installation.database import own_database
from tests.installation.installation import Installation, environment
from tests.installation.mail import mail_server
from tests.installation.processes import Processes


@pytest.fixture
def installation(
    django_db_modify_db_settings: None,
    rabbitmq: str,
    opensearch: str,
    settings: LazySettings,
    tmp_path: Path,
) -> Iterator[Installation]:
    """Real PostgreSQL, RabbitMQ and OpenSearch, an SMTP server, and nothing running yet."""
    del settings, django_db_modify_db_settings
    prefix = django_settings.OPENSEARCH_INDEX_PREFIX or f"test-{uuid4().hex[:12]}"
    with _installed(rabbitmq, tmp_path, opensearch=opensearch, index_prefix=prefix) as installed:
        yield installed


@pytest.fixture
def ingestion(
    django_db_modify_db_settings: None, rabbitmq: str, settings: LazySettings, tmp_path: Path
) -> Iterator[Installation]:
    """Real PostgreSQL and RabbitMQ, an SMTP server, no index, and nothing running yet."""
    del settings, django_db_modify_db_settings
    with _installed(rabbitmq, tmp_path) as installed:
        yield installed


@contextmanager
def _installed(broker: str, folder: Path, *, opensearch: str = "", index_prefix: str = "") -> Iterator[Installation]:
    with own_database(django_settings.DATABASES["default"]) as database_url, mail_server() as mailbox:
        variables = environment(database_url, broker, opensearch, mailbox, folder / "var")
        variables["OPENSEARCH_INDEX_PREFIX"] = index_prefix
        processes = Processes(variables, folder / "logs")
        processes.run("manage.py", "migrate", "--verbosity", "0")
        yield Installation(processes, mailbox, database_url)
