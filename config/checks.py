"""System checks of the settings: a wrong variable fails `manage.py check` with a hint, not the first email."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  Django's name.
from django.core.files.storage import InvalidStorageError, storages


@register()
def environment_is_readable(**_kwargs: Any) -> Sequence[CheckMessage]:  # noqa: ANN401  Django's signature.
    return [Error(p.message, hint=p.hint, id="config.E001") for p in settings.ENVIRONMENT.problems]


@register()
def gateway_only_in_debug(**_kwargs: Any) -> Sequence[CheckMessage]:  # noqa: ANN401  Django's signature.
    if settings.INGEST_GATEWAY and not settings.DEBUG and not settings.INGEST_GATEWAY_IN_PRODUCTION:
        return [
            Error(
                "INGEST_GATEWAY is set, and DEBUG is off: every board request would go to that address.",
                hint="Unset INGEST_GATEWAY, or set INGEST_GATEWAY_IN_PRODUCTION=1 if that is meant.",
                id="config.E002",
            )
        ]
    return []


@register()
def clock_is_moved_only_in_debug(**_kwargs: Any) -> Sequence[CheckMessage]:  # noqa: ANN401  Django's signature.
    if settings.CLOCK_OFFSET_SECONDS and not settings.DEBUG:
        return [
            Error(
                "CLOCK_OFFSET_SECONDS is set, and DEBUG is off: what is due would be judged by a wrong time.",
                hint="Unset CLOCK_OFFSET_SECONDS.",
                id="config.E003",
            )
        ]
    return []


@register()
def raw_answers_have_their_storage(**_kwargs: Any) -> Sequence[CheckMessage]:  # noqa: ANN401  Django's signature.
    try:
        _storage = storages["raw_answers"] if settings.RAW_ANSWERS_URL else None
    except InvalidStorageError as error:
        hint = "Install the extra: pip install 'rolewatch[storage]'. Or unset RAW_ANSWERS_URL: PostgreSQL keeps them."
        return [Error(f"RAW_ANSWERS_URL names a storage that cannot be made: {error}", hint=hint, id="config.E004")]
    return []


@register(Tags.security, deploy=True)
def production_is_complete(**_kwargs: Any) -> Sequence[CheckMessage]:  # noqa: ANN401  Django's signature.
    """What works on a laptop and would be missed on a server."""
    missing = {
        "config.W001": (settings.STANDALONE, "DATABASE_URL", "the data lies in this checkout"),
        "config.W002": (settings.IN_MEMORY_BROKER, "CELERY_BROKER_URL", "no other process gets any work"),
        "config.W003": (settings.MAILBOX, "EMAIL_URL", "mail stays in the mailbox of this process"),
        "config.W004": (
            urlsplit(settings.PUBLIC_URL).hostname == "localhost",
            "PUBLIC_URL",
            "the links in mails lead to each reader's own machine",
        ),
    }
    return [
        Warning(f"{variable} is not set: {effect}.", hint=f"Set {variable}.", id=number)
        for number, (is_so, variable, effect) in missing.items()
        if is_so
    ]
