"""The fixture that builds an installation; story and chaos tests import it into their conftest."""

from collections.abc import Iterator
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
    with own_database(django_settings.DATABASES["default"]) as database_url, mail_server() as mailbox:
        variables = environment(database_url, rabbitmq, opensearch, mailbox, tmp_path / "var")
        variables["OPENSEARCH_INDEX_PREFIX"] = django_settings.OPENSEARCH_INDEX_PREFIX or f"test-{uuid4().hex[:12]}"
        processes = Processes(variables, tmp_path / "logs")
        processes.run("manage.py", "migrate", "--verbosity", "0")
        yield Installation(processes, mailbox, database_url)
