"""Criteria that somebody keeps, each distinct one once, in the form that matching runs on; and the search's indexes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models import Q


class KeptCriteria(models.Model):
    """Canonical criteria and their compiled form. Equal searches of many subscribers share one row."""

    key = models.BinaryField(unique=True, help_text="SHA-256 of the canonical query string.")
    query_string = models.TextField(help_text="Canonical: what Criteria.to_query() gives.")
    # The compiled form, each null where the criteria do not ask. Compared with postings by search/sql.py.
    tsquery = SearchQueryField(null=True, help_text="Finished by search/tsquery.py; PostgreSQL parses nothing.")
    company_ids = ArrayField(models.BigIntegerField(), null=True)
    countries = ArrayField(models.CharField(max_length=2), null=True)
    workplaces = ArrayField(models.CharField(max_length=10), null=True)
    employment_types = ArrayField(models.CharField(max_length=12), null=True)
    seniorities = ArrayField(models.CharField(max_length=9), null=True)
    skills = ArrayField(models.CharField(max_length=40), null=True)
    most_years = models.SmallIntegerField(null=True)
    compiled_with = models.SmallIntegerField(help_text="The compiler's version, search/compiled.py.")

    class Meta:
        verbose_name_plural = "kept criteria"

    def __str__(self) -> str:
        return self.query_string or "everything"


class SearchIndex(models.Model):
    """A physical index in OpenSearch: the one that answers, the one that is being built, and those that were."""

    class State(models.TextChoices):
        BUILDING = "building", "Being built"
        LIVE = "live", "Answers"
        RETIRED = "retired", "Gone"

    name = models.CharField(max_length=200, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="Hash of the mapping.")
    uuid = models.CharField(max_length=64, blank=True, help_text="OpenSearch's own id; another one is another index.")
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    filled_to = models.BigIntegerField(default=0, help_text="While being built: the last posting that was written.")
    created_at = models.DateTimeField()
    worked_at = models.DateTimeField(help_text="When a page was last written to it, or it became the live one.")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "search indexes"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state__in=["building", "live"]), name="search_index_one_of_each"
            )
        ]

    def __str__(self) -> str:
        return self.name
