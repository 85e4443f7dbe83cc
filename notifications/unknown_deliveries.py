"""What staff decide about deliveries whose answer was lost. Nothing else ever sends one of them again."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from notifications.models import Delivery
from notifications.models.delivery import State


def send_again(digest_ids: Sequence[int], at: datetime) -> int:
    """Staff accept that it may arrive twice. Returns how many were unknown, and are ready now."""
    return _unknown(digest_ids).update(
        state=State.READY,
        settled_at=None,
        retry_at=at,
        reserved_until=None,
        attempt_token=None,
        lease_until=None,
        answer="Staff asked to send it again.",
    )


def note_arrival(digest_ids: Sequence[int], at: datetime) -> int:
    """Staff know that it arrived. Returns how many were unknown."""
    return _unknown(digest_ids).update(
        state=State.SENT, settled_at=at, attempt_token=None, lease_until=None, answer="Staff know that it arrived."
    )


def _unknown(digest_ids: Sequence[int]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=digest_ids, state=State.UNKNOWN)
