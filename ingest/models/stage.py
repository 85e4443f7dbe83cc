"""One row per sweeping stage: at most one wake-up of it is queued at a time."""

from django.db import models


class Stage(models.Model):
    name = models.CharField(max_length=20, primary_key=True)
    queued_until = models.DateTimeField(null=True, help_text="A wake-up is on its way until then (database clock).")
    publish_failures = models.BigIntegerField(default=0, help_text="Messages that the broker did not take.")
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
