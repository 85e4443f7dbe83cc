"""Less mail by the token of a link: all of it, or that of one saved search. A token can do nothing else.

Undoing is possible for an hour, with what only the answer to the click contains: a forwarded mail's link cannot turn
mail on again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner

from notifications.models import SavedSearch, Subscriber
from notifications.models.saved_search import Frequency
from notifications.saving import change_frequency, pause, resume

UNDO_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stoppable:
    """What a token stops: a subscriber's mail, or one search of his."""

    subscriber: Subscriber
    search: SavedSearch | None = None

    @property
    def is_on(self) -> bool:
        return self.search.frequency != Frequency.OFF if self.search else self.subscriber.paused_at is None


def stoppable_by(token: str) -> Stoppable | None:
    """None: nobody has that token, or not any more."""
    search = SavedSearch.objects.select_related("subscriber", "criteria").filter(token=token).first()
    if search:
        return Stoppable(search.subscriber, search)
    subscriber = Subscriber.objects.filter(token=token).first()
    return Stoppable(subscriber) if subscriber else None


def stop(stopped: Stoppable, at: datetime) -> str:
    """Stop it; once more changes nothing. Returns what undoes it within the hour."""
    before = stopped.search.frequency if stopped.search else ""
    if stopped.search:
        change_frequency(stopped.search, Frequency.OFF, at)
    else:
        pause(stopped.subscriber, at)
    return _signer().sign_object({"token": _token(stopped), "frequency": before})


def undo(stopped: Stoppable, signed: str, at: datetime) -> bool:
    """Make it as it was before `stop`. False: what was signed is too old, or of something else."""
    try:
        was = _signer().unsign_object(signed, max_age=UNDO_FOR)
    except BadSignature:
        return False
    if was["token"] != _token(stopped):
        return False
    if stopped.search:
        change_frequency(stopped.search, was["frequency"], at)
    else:
        resume(stopped.subscriber, at)
    return True


def _token(stopped: Stoppable) -> str:
    return stopped.search.token if stopped.search else stopped.subscriber.token


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="notifications.unsubscribing")
