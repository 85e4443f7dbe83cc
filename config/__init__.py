"""Settings, the Celery application, URLs, health, checks and the standalone mode."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
