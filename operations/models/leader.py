"""Who may act for all: one row per role, with a lease and a fence."""

from django.db import models


class Leader(models.Model):
    role = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=200)
    fence = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(help_text="Database clock.")

    def __str__(self) -> str:
        return f"{self.role}: {self.holder}"
