"""Registers the checks of the settings and, when asked for, Sentry."""

from django.apps import AppConfig

from config.sentry import start_sentry


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415  Registering needs the loaded apps.

        start_sentry()
