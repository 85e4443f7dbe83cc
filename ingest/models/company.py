"""A company, and the narrow row that says when it is visited and by whom."""

from django.db import models
from django.db.models import Q

from ingest.hosts.policies import is_shared
from ingest.intervals import ORDINARY_COST, ORDINARY_RATE


class Company(models.Model):
    """An employer that we watch: the unit of ingestion, one idempotent task per company."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    website = models.URLField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class SharedHostField(models.BooleanField):  # type: ignore[type-arg]  # Django's class takes no argument at run time.
    """Whether the row's `host` is one that many companies share; found out whenever the row is made or saved."""

    def pre_save(self, row: models.Model, add: bool) -> bool:  # noqa: ARG002  Django's signature.
        shared = is_shared(getattr(row, "host"))  # noqa: B009  Any model may have this field.
        setattr(row, self.attname, shared)
        return shared


class CompanySchedule(models.Model):
    """When a company is due, who reserved it and who works on it. Hot, therefore narrow and apart.

    A reservation (`ticket`, `reserved_until`) is made by dispatch; a claim (`fence`, `lease_until`) by the worker that
    does the visit. Both ends use the database's clock; `next_run_at` is in the program's time.
    """

    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="schedule")
    active = models.BooleanField(default=True)
    paused_reason = models.CharField(max_length=200, blank=True)
    host = models.CharField(max_length=253, help_text="The vendor host that its boards share.")
    shared = SharedHostField(default=False, editable=False, help_text="Many companies share the host.")
    next_run_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0, help_text="Failed visits in a row.")
    visited_at = models.DateTimeField(null=True, help_text="The last visit that read something.")
    change_rate = models.FloatField(
        default=ORDINARY_RATE, db_default=ORDINARY_RATE, help_text="Visits a day that found a change, of late."
    )
    cost = models.FloatField(
        default=ORDINARY_COST, db_default=ORDINARY_COST, help_text="Requests of a visit of late, with its bytes."
    )
    followers = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Subscribers who follow it; counted by operations."
    )
    ticket = models.UUIDField(null=True)
    reserved_until = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            # Read by dispatch: the companies that are due, oldest first.
            models.Index(fields=["next_run_at", "company"], condition=Q(active=True), name="schedule_due"),
            # Read by dispatch: those of a host that many share, and those whose host is their own. Apart, because
            # thousands that wait for one host's budget must not stand before the others.
            models.Index(
                fields=["host", "next_run_at", "company"],
                condition=Q(active=True, shared=True),
                name="schedule_due_on_host",
            ),
            models.Index(
                fields=["next_run_at", "company"], condition=Q(active=True, shared=False), name="schedule_due_alone"
            ),
            # Read by dispatch and at the end of each task: how many are reserved and not yet claimed.
            models.Index(
                fields=["reserved_until"], condition=Q(reserved_until__isnull=False), name="schedule_reservations"
            ),
        ]

    def __str__(self) -> str:
        return f"schedule of company {self.company_id}"
