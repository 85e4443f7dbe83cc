"""What would be built and sent as of a moment: the builder itself runs, and is rolled back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from notifications.digests import build_digest, due_subscribers
from notifications.models import Delivery, Digest, DigestItem, Subscriber
from notifications.models.delivery import State


@dataclass(frozen=True, slots=True)
class PlannedItem:
    title: str
    company: str
    why: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail. `state`: `due` where it is not built yet, else why it waits; a failure's reason instead of items."""

    address: str
    slot: str
    state: str
    items: tuple[PlannedItem, ...] = ()


def planned(at: datetime) -> Iterator[Planned]:
    """The mails that are ready, then those that are due. Writes nothing."""
    ready = Delivery.objects.filter(state=State.READY).select_related("digest__subscriber").order_by("retry_at", "pk")
    for delivery in ready:
        waits = f"ready, not before {delivery.retry_at:%H:%M} UTC" if delivery.retry_at > at else "ready"
        yield _of(delivery.digest, f"{waits} {delivery.answer}".strip())
    after_id = 0
    while page := due_subscribers(after_id, at):
        for subscriber_id in page:
            yield from _would_build(subscriber_id, at)
        after_id = page[-1]


def _would_build(subscriber_id: int, at: datetime) -> list[Planned]:
    try:
        with transaction.atomic():
            digest = build_digest(subscriber_id, at)
            would_be = [_of(digest, "due")] if digest else []
            transaction.set_rollback(True)
            return would_be
    except Exception as error:  # noqa: BLE001  Shown in its place, as building passes over it too.
        address = Subscriber.objects.values_list("email", flat=True).get(pk=subscriber_id)
        return [Planned(address, "", f"cannot be built: {type(error).__name__}: {error}")]


def _of(digest: Digest, state: str) -> Planned:
    items = DigestItem.objects.filter(digest=digest).select_related("posting__company").order_by("pk")
    shown = tuple(PlannedItem(item.posting.title, item.posting.company.name, item.why) for item in items)
    return Planned(digest.subscriber.email, f"{digest.slot_date} {digest.get_kind_display()}", state, shown)
