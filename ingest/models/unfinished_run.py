"""A visit that was put down before its end, and where it goes on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ingest.models.board import Board
from ingest.models.company import Company


class UnfinishedRun(models.Model):
    """At most one for a company; apart from its schedule, which must stay narrow. The run's own row takes its place.

    Written once a slice, in the statement that releases the claim. The ids that were seen are one array and not rows of
    their own: 25,000 ids of 15 digits were measured to be written in 84 ms and read in 20, and to take 175 kB; as rows
    they took 207 ms and 20, and 23 more to be deleted.
    """

    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="unfinished_run")
    began_at = models.DateTimeField(help_text="The moment as of which its first slice decided.")
    started_at = models.DateTimeField()
    slices = models.PositiveIntegerField(help_text="How many have ended.")
    reason = models.CharField(max_length=1000, help_text="Why it was put down.")
    done = models.JSONField(help_text="What came of the boards that are read to their end.")
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="+", help_text="The one that is read.")
    reading = models.JSONField(null=True, help_text="How far: the request for the next page, counts, bad items.")
    seen = ArrayField(models.TextField(), help_text="The ids that its listing has shown so far.")

    def __str__(self) -> str:
        return f"unfinished run of company {self.company_id}, {self.slices} slices"
