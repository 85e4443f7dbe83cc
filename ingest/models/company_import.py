"""A list of boards that staff uploaded, and what became of its rows. Who did it stands in the administration's log."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ingest.sources import source_choices


class CompanyImport(models.Model):
    file_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    sources = ArrayField(
        models.CharField(max_length=20, choices=source_choices),
        default=list,
        blank=True,
        help_text="Only boards of these were taken. Empty: all.",
    )
    most_rows = models.PositiveIntegerField(null=True, blank=True, help_text="Only so many rows were taken.")
    added = models.PositiveIntegerField(default=0, help_text="Companies that are watched since.")
    known = models.PositiveIntegerField(default=0, help_text="Rows whose board was watched already.")
    bad = models.JSONField(default=list, help_text="Per row that could not be read: line, reason.")
    finished = models.BooleanField(default=False, help_text="Read to its end. What was added before a fault stays.")

    class Meta:
        verbose_name = "import of companies"
        verbose_name_plural = "imports of companies"

    def __str__(self) -> str:
        return f"{self.file_name}, {self.at:%Y-%m-%d %H:%M}"
