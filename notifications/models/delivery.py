"""The attempt to hand a digest to the mail server."""

from django.db import models
from django.db.models import Q

from notifications.models.digest import Digest


class State(models.TextChoices):
    READY = "ready", "Ready"
    CLAIMED = "claimed", "Claimed"
    HANDING_OVER = "handing_over", "Being handed over"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused for good"
    UNKNOWN = "unknown", "Unknown: the answer was lost"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Too old to send"


class Delivery(models.Model):
    """Hot, therefore narrow and apart from the digest."""

    digest = models.OneToOneField(Digest, models.CASCADE, primary_key=True, related_name="delivery")
    state = models.CharField(max_length=12, choices=State, default=State.READY)
    retry_at = models.DateTimeField(help_text="Not before (the program's time).")
    reserved_until = models.DateTimeField(null=True, help_text="A message for it is on its way (database clock).")
    attempt_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(
        max_length=500, blank=True, help_text="What the mail server said, or why it was not asked."
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            # Read by the deliver stage.
            models.Index(fields=["retry_at", "digest"], condition=Q(state=State.READY), name="delivery_ready"),
            # Read by the sweep: attempts that nobody finished.
            models.Index(
                fields=["digest"], condition=Q(state__in=[State.CLAIMED, State.HANDING_OVER]), name="delivery_in_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} delivery of digest {self.digest_id}"
