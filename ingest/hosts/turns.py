"""Turns of this process's threads at the vendors' hosts.

A thread that wants to ask a host joins a queue. Whoever finds nobody at PostgreSQL takes turns there for all that are
queued, for every host, in one round trip; each thread then sleeps until its turn starts. Nobody sleeps longer than the
horizon: who would have to gets HostBusy with the time to come back, and his worker does something else meanwhile.

A seat is one request that runs, not one run: vendors count requests, and a run may have several at once for details, or
none while it writes. Taking a seat costs nothing beside the turn, and giving it back goes along with the next turns
that anybody here takes; only the last one at a host is a statement of its own.
"""

import logging
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.utils import Error as DatabaseError

from ingest.hosts.granting import HORIZON_SECONDS, Given, Wish, take
from ingest.hosts.side_connection import side_connection

log = logging.getLogger(__name__)

# For so long a host without limits is asked without another question whether it is in trouble.
FREE_SECONDS = 1.0
# A host that had no turn left has none for whoever asks here in the next moment: turns are given for a longer time.
REFUSED_SECONDS = 0.5
NO_SEAT_SECONDS = 0.2
# When to come back to a host at which no seat was free for as long as one waits.
SEATS_TAKEN_SECONDS = 5.0


class HostBusy(Exception):  # noqa: N818  It names what happened.
    """The host may not be asked for `wait`; `reason` is for a person."""

    def __init__(self, host: str, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.host = host
        self.reason = reason
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to ask `host` once from `start`, a moment of `time.monotonic()`."""

    host: str
    start: float
    seat: datetime | None = None
    is_probe: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """No turn now: try again after `pause`, or come back after `seconds`. It holds for everybody here until `until`."""

    reason: str
    pause: float
    seconds: float
    until: float


@dataclass(slots=True)
class Place:
    """A thread's place in the queue. `horizon`: how many seconds it is willing to wait."""

    host: str
    is_detail: bool
    horizon: float
    answer: Turn | Wait | DatabaseError | None = None


@dataclass(slots=True)
class News:
    """What happened at a host that PostgreSQL was not told yet."""

    freed: list[datetime] = field(default_factory=list)
    worked_at: float | None = None


class Turns:
    def __init__(self) -> None:
        self._state = threading.Lock()
        self._asking = threading.Lock()
        self._queue: list[Place] = []
        self._news: dict[str, News] = defaultdict(News)
        self._free_until: dict[str, float] = {}
        self._refused: dict[str, Wait] = {}

    @contextmanager
    def turn(self, host: str, *, is_detail: bool = False) -> Iterator[Turn]:
        """Wait for a turn at the host and take a seat while the block runs. Raises HostBusy."""
        turn = self._waited_for(host, is_detail)
        try:
            time.sleep(max(0.0, turn.start - time.monotonic()))
            yield turn
        finally:
            if turn.seat is not None:
                self._give_back(turn.host, turn.seat)

    def note_worked(self, host: str) -> None:
        """The host answered like one that works: earlier failures say nothing any more."""
        with self._state:
            self._news[host].worked_at = time.monotonic()

    def worked_seconds(self, host: str) -> float | None:
        """How long ago the host worked, as far as this process knows and has not told yet."""
        with self._state:
            news = self._news.get(host)
            return None if news is None or news.worked_at is None else time.monotonic() - news.worked_at

    def note_trouble(self, host: str) -> None:
        """The host must not be asked again without a question to PostgreSQL."""
        with self._state:
            self._free_until.pop(host, None)

    def forget(self) -> None:
        """Begin anew, as in a new process."""
        with self._asking, self._state:
            self._queue, self._free_until, self._refused = [], {}, {}
            self._news.clear()
            side_connection.close()

    def _waited_for(self, host: str, is_detail: bool) -> Turn:
        patience_ends = time.monotonic() + HORIZON_SECONDS
        while True:
            answer = self._answer(host, is_detail, patience_ends)
            if isinstance(answer, Turn):
                return answer
            if time.monotonic() + answer.pause > patience_ends:
                raise HostBusy(host, answer.reason, timedelta(seconds=answer.seconds))
            time.sleep(answer.pause)

    def _answer(self, host: str, is_detail: bool, patience_ends: float) -> Turn | Wait:
        now = time.monotonic()
        with self._state:
            if self._free_until.get(host, 0) > now:
                return Turn(host, now)
            if (refused := self._refused.get(host)) and refused.until > now:
                return refused
            place = Place(host, is_detail, max(0.0, patience_ends - now))
            self._queue.append(place)
        with self._asking:
            if place.answer is None:
                self._ask()
        if isinstance(place.answer, DatabaseError):
            raise place.answer
        assert place.answer is not None
        return place.answer

    def _give_back(self, host: str, seat: datetime) -> None:
        with self._state:
            self._news[host].freed.append(seat)
            if any(place.host == host for place in self._queue):
                # Somebody is about to ask for a turn there, and this goes along.
                return
        with self._asking:
            try:
                self._ask()
            except DatabaseError as error:
                # The seat will be free when its time is over.
                log.warning("A seat was not given back", extra={"host": host, "reason": str(error)[:200]})

    def _ask(self) -> None:
        """One round trip for all that are queued and all that is to be told. Every place gets an answer."""
        with self._state:
            queue, self._queue = self._queue, []
            hosts = {place.host for place in queue} | {host for host, news in self._news.items() if news.freed}
            news = {host: self._news.pop(host) for host in hosts if host in self._news}
        if not hosts:
            return
        sent_at = time.monotonic()
        try:
            given = take([_wish(host, queue, news.get(host) or News(), sent_at) for host in hosts])
        except DatabaseError as error:
            for place in queue:
                place.answer = error
            raise
        self._hand_out(queue, {one.host: one for one in given})

    def _hand_out(self, queue: Sequence[Place], given: dict[str, Given]) -> None:
        now = time.monotonic()
        pages = {host: list(one.pages) for host, one in given.items()}
        details = {host: list(one.details) for host, one in given.items()}
        # One for all at a host, so that they come back together, and again need one round trip.
        waits = {host: _wait(one, now) for host, one in given.items()}
        with self._state:
            self._free_until |= {host: now + FREE_SECONDS for host, one in given.items() if one.is_free}
            for place in queue:
                one = given[place.host]
                starts = (details if place.is_detail else pages)[place.host]
                if starts:
                    place.answer = Turn(one.host, now + starts.pop(0), one.seat, one.is_probe)
                else:
                    place.answer = self._refused[one.host] = waits[one.host]


def _wish(host: str, queue: Sequence[Place], news: News, now: float) -> Wish:
    places = [place for place in queue if place.host == host]
    return Wish(
        host,
        pages=sum(not place.is_detail for place in places),
        details=sum(place.is_detail for place in places),
        horizon=min((place.horizon for place in places), default=HORIZON_SECONDS),
        freed=news.freed,
        worked_seconds=None if news.worked_at is None else now - news.worked_at,
    )


def _wait(given: Given, now: float) -> Wait:
    jitter = random.uniform(0.5, 0.9)  # noqa: S311  Jitter needs no secret.
    until = now + REFUSED_SECONDS
    if given.trouble == "failed":
        reason = f"{given.host} failed again and again, and is left alone"
        return Wait(reason, given.closed, given.closed, min(until, now + given.closed))
    if given.trouble:
        reason, pause = f"{given.host} {given.trouble}", given.closed + jitter / 10
        return Wait(reason, pause, given.closed, min(until, now + given.closed))
    if given.no_seats:
        reason = f"{given.host} answers as many requests as it should at the same time"
        return Wait(reason, NO_SEAT_SECONDS * jitter, SEATS_TAKEN_SECONDS, now + NO_SEAT_SECONDS / 2)
    # Before the last turn given out has passed, or the host would wait for us.
    reason = f"{given.host} is asked as often as its budget allows"
    return Wait(reason, given.ahead * jitter, given.ahead, min(until, now + given.ahead / 2))


turns = Turns()
