"""A vendor's host: what staff set, and the hot row that all workers share."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

LONGEST_HOST = 253


class VendorHost(models.Model):
    """How fast a host may be asked, where it differs from the table in `ingest/hosts/policies.py`.

    A row is made when the host is asked for the first time.
    """

    host = models.CharField(max_length=LONGEST_HOST, primary_key=True)
    rate = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.01)],
        help_text="Requests a second, of all workers together. Empty: the default of its vendor.",
    )
    detail_rate = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.01)],
        help_text="The same for pages of single postings. Empty: the rate above, or the default.",
    )
    concurrency = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Requests at the same time, of all workers together. Empty: the default of its vendor.",
    )
    note = models.CharField(max_length=500, blank=True, help_text="Why it is so.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__isnull=True) | Q(rate__gt=0), name="host_rate_positive"),
            models.CheckConstraint(
                condition=Q(detail_rate__isnull=True) | Q(detail_rate__gt=0), name="host_detail_rate_positive"
            ),
            models.CheckConstraint(
                condition=Q(concurrency__isnull=True) | Q(concurrency__gt=0), name="host_concurrency_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.host


class HostBudget(models.Model):
    """What of a host's budget is given out, and why it may not be asked. Hot, therefore narrow and apart.

    All moments are of the database's clock. Written in one statement each by `ingest/hosts`.
    """

    host = models.OneToOneField(VendorHost, models.CASCADE, primary_key=True, related_name="budget", db_column="host")
    next_free_at = models.DateTimeField(null=True, help_text="The next moment at which a request may start.")
    seats = ArrayField(
        models.DateTimeField(),
        default=list,
        help_text="Of each request that runs: when its seat is free at the latest.",
    )
    factor = models.FloatField(default=1, help_text="The part of the rate that was left after the last throttling.")
    slowed_at = models.DateTimeField(
        null=True, help_text="When the host last throttled; since then it speeds up again."
    )
    blocked_until = models.DateTimeField(null=True, help_text="The host asked not to be asked until then.")
    blocked_reason = models.CharField(max_length=200, blank=True)
    worked_at = models.DateTimeField(null=True, help_text="The last answer that shows that the host works.")
    failed = models.JSONField(default=dict, help_text="Companies whose runs failed since: id -> seconds since 1970.")
    open_until = models.DateTimeField(null=True, help_text="The breaker is open until then, and half-open after it.")
    probe_until = models.DateTimeField(null=True, help_text="One request tries whether the host works again.")

    def __str__(self) -> str:
        return f"budget of {self.host_id}"


class RobotsFile(models.Model):
    """What a site's robots.txt says to us, kept for a day. Written by `ingest/fetching/robots.py`."""

    origin = models.CharField(max_length=300, primary_key=True, help_text="Like https://jobs.example.org")
    rules = models.TextField(blank=True, help_text="The rules of the group that is meant for us, one a line.")
    read_at = models.DateTimeField(help_text="Of the database's clock.")

    def __str__(self) -> str:
        return self.origin
