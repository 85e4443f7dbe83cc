"""Registers the checks of the settings, sets the clock and starts Sentry, when asked for."""

from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings

from config.clock import clock
from config.sentry import start_sentry


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415  Registering needs the loaded apps.

        clock.offset = timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)
        start_sentry()
