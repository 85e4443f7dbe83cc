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


IN_HAND = (State.CLAIMED, State.HANDING_OVER)
SETTLED = (State.SENT, State.REFUSED, State.UNKNOWN, State.CANCELLED, State.EXPIRED)


class Delivery(models.Model):
    """Hot, therefore narrow and apart from the digest.

    `ready` -> `claimed` -> `handing_over` -> one of the settled states. From `claimed` an attempt may go back to
    `ready`; from `handing_over` only with the mail server's own word that it did not take the message, and to
    `unknown` when that word was lost.
    """

    digest = models.OneToOneField(Digest, models.CASCADE, primary_key=True, related_name="delivery")
    state = models.CharField(max_length=12, choices=State, default=State.READY)
    urgent = models.BooleanField(default=False, help_text="Instant mail goes before scheduled mail.")
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
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=IN_HAND) | Q(attempt_token__isnull=False, lease_until__isnull=False),
                name="delivery_in_hand_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, settled_at__isnull=False)
                | (~Q(state__in=SETTLED) & Q(settled_at__isnull=True)),
                name="delivery_settled_has_moment",
            ),
        ]
        indexes = [
            # Read by the deliver stage: instant mail first, then the oldest.
            models.Index(
                fields=["-urgent", "retry_at", "digest"], condition=Q(state=State.READY), name="delivery_ready"
            ),
            # Read by the deliver stage: how many messages may lie in the queue.
            models.Index(
                fields=["reserved_until"],
                condition=Q(state=State.READY, reserved_until__isnull=False),
                name="delivery_reserved",
            ),
            # Read by the pages of staff: what needs a person's decision.
            models.Index(fields=["-settled_at"], condition=Q(state=State.UNKNOWN), name="delivery_unknown"),
            # Read by the sweep: attempts that nobody finished.
            models.Index(fields=["digest"], condition=Q(state__in=IN_HAND), name="delivery_in_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.state} delivery of digest {self.digest_id}"
