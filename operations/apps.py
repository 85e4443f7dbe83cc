from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from config.clock import clock


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        post_migrate.connect(_make_partitions, sender=self)


def _make_partitions(**_kwargs: Any) -> None:  # noqa: ANN401  Django's signature.
    from operations.partitions import keep_partitions  # noqa: PLC0415  Models are loaded only now.

    keep_partitions(clock.now())
