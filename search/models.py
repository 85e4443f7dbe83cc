"""Criteria that somebody keeps, each distinct one once, in the form that matching runs on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class KeptCriteria(models.Model):
    """Canonical criteria and their compiled form. Equal searches of many subscribers share one row."""

    key = models.BinaryField(unique=True, help_text="SHA-256 of the canonical query string.")
    query_string = models.CharField(max_length=2000, help_text="Canonical: what Criteria.to_query() gives.")
    # The compiled form, each null where the criteria do not ask. Compared with postings by search/sql.py.
    tsquery = models.TextField(null=True, help_text="A finished tsquery.")  # noqa: DJ001  Null is "does not ask".
    company_ids = ArrayField(models.BigIntegerField(), null=True)
    countries = ArrayField(models.CharField(max_length=2), null=True)
    workplaces = ArrayField(models.CharField(max_length=10), null=True)
    employment_types = ArrayField(models.CharField(max_length=12), null=True)

    class Meta:
        verbose_name_plural = "kept criteria"

    def __str__(self) -> str:
        return self.query_string or "everything"
