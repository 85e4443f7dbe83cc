"""The Celery application. Its settings are Django's, under the prefix CELERY_."""

import os

from celery import Celery
from celery.signals import setup_logging

from config.watchdog import Watchdog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("rolewatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["ingest", "search", "notifications", "operations"])
app.steps["worker"].add(Watchdog)
# A receiver, because Celery leaves logging to Django's settings only where somebody listens.
setup_logging.connect(lambda **_kwargs: None, weak=False)
