"""System checks of the settings: a wrong variable fails `manage.py check` with a hint, not the first email."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


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
