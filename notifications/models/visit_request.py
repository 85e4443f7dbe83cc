"""A visit to a company that a subscriber asked for. Kept for a day: only for the limits and for the progress."""

from django.db import models

from ingest.models import Company
from notifications.models.subscriber import Subscriber


class VisitRequest(models.Model):
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="visit_requests", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="visit_requests", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Read when a visit is asked for, and while its progress is shown.
            models.Index(fields=["company", "-at"], name="visit_request_of_company"),
            models.Index(fields=["subscriber", "-at"], name="visit_request_of_subscriber"),
        ]

    def __str__(self) -> str:
        return f"visit to {self.company_id} at {self.at:%Y-%m-%d %H:%M}"
