"""Which of the matches that wait go into a digest: read and locked once, and decided without looking again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from notifications.models.digest import SlotKind
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.slots import Rhythm, last_window_end, latest_slot, minute_of_day

# Where several searches of a subscriber match, the one that is due earliest tells.
EARLIEST_FIRST = (Frequency.INSTANT, Frequency.DAILY, Frequency.WEEKLY)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due: a digest of `kind` for the slot, with what matched up to `moment` for searches of `frequencies`."""

    kind: SlotKind
    moment: datetime
    day: date
    window: int
    frequencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    match_id: int
    search_id: int
    frequency: str
    posting_id: int
    canonical_id: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting to tell: its canonical id, the id of the one to show, the match that tells it and those that join."""

    canonical_id: int
    posting_id: int
    teller: Waiting
    joined: tuple[Waiting, ...]

    @property
    def other_searches(self) -> int:
        """How many more searches of the subscriber match it."""
        return len({match.search_id for match in self.joined} - {self.teller.search_id})


@dataclass(frozen=True, slots=True)
class Choice:
    candidates: list[Candidate] = field(default_factory=list)
    closed: list[Waiting] = field(default_factory=list)
    turned_off: list[Waiting] = field(default_factory=list)


def due_at(rhythm: Rhythm, since: datetime, at: datetime, *, last_day: date | None) -> Due:
    """What is due at `at`, where something was due at `since`. Slots that passed in between become one."""
    slot = latest_slot(rhythm, since, at)
    if slot is None or (last_day is not None and slot.day <= last_day):
        moment = max(last_window_end(at, settings.INSTANT_WINDOW), since)
        day, window = moment.astimezone(rhythm.zone).date(), minute_of_day(moment, rhythm.zone)
        return Due(SlotKind.INSTANT, moment, day, window, frozenset({Frequency.INSTANT}))
    frequencies = {Frequency.INSTANT}
    frequencies |= {Frequency.DAILY} if slot.daily else set()
    frequencies |= {Frequency.WEEKLY} if slot.weekly else set()
    return Due(SlotKind.SCHEDULED, slot.moment, slot.day, 0, frozenset(frequencies))


def read_waiting(subscriber_id: int, due: Due) -> list[Waiting]:
    """The matches that are due, and those of searches that are off. Locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT m.id, m.saved_search_id, search.frequency, posting.id, coalesce(posting.canonical_id, posting.id)
            FROM notifications_match AS m
            JOIN notifications_savedsearch AS search ON search.id = m.saved_search_id
            JOIN ingest_posting AS posting ON posting.id = m.posting_id
            WHERE m.subscriber_id = %s AND m.settled_at IS NULL
              AND (search.frequency = ANY(%s) AND m.matched_at <= %s OR search.frequency = %s)
            ORDER BY m.id FOR UPDATE OF m
            """,
            [subscriber_id, list(due.frequencies), due.moment, Frequency.OFF],
        )
        return [Waiting(*row) for row in cursor.fetchall()]


def open_postings(posting_ids: Sequence[int]) -> dict[int, int]:
    """By matched posting, the one to show: itself while it is open, else an open repost of it with the same places.

    Copies of a requisition in other places do not stand in for it: somebody may have asked for that place only.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT matched.id, shown.id
            FROM ingest_posting AS matched
            CROSS JOIN LATERAL (SELECT coalesce(matched.canonical_id, matched.id) AS id) AS canonical
            CROSS JOIN LATERAL (
                SELECT copy.id FROM ingest_posting AS copy
                WHERE (copy.id = canonical.id OR copy.canonical_id = canonical.id)
                  AND copy.status = 'open' AND copy.likeness = matched.likeness
                ORDER BY copy.id <> matched.id, copy.id LIMIT 1
            ) AS shown
            WHERE matched.id = ANY(%s)
            """,
            [list(posting_ids)],
        )
        return dict(cursor.fetchall())


def choose(waiting: Sequence[Waiting], shown: Mapping[int, int]) -> Choice:
    """Sort what waits: by the search that tells it, then the newest posting first."""
    choice = Choice()
    by_posting: dict[int, list[Waiting]] = defaultdict(list)
    for match in waiting:
        if match.frequency == Frequency.OFF:
            choice.turned_off.append(match)
        elif match.posting_id not in shown:
            choice.closed.append(match)
        else:
            by_posting[match.canonical_id].append(match)
    for canonical_id, matches in by_posting.items():
        teller, *joined = sorted(matches, key=_earliest)
        choice.candidates.append(Candidate(canonical_id, shown[teller.posting_id], teller, tuple(joined)))
    choice.candidates.sort(key=lambda candidate: (_earliest(candidate.teller)[:2], -candidate.posting_id))
    return choice


def _earliest(match: Waiting) -> tuple[int, int, int]:
    return EARLIEST_FIRST.index(Frequency(match.frequency)), match.search_id, match.match_id


def settled_by(choice: Choice, told: frozenset[int]) -> dict[Settled, list[int]]:
    """By reason, the matches that are settled, when these canonical postings were told now and the others before."""
    settled: dict[Settled, list[int]] = defaultdict(list)
    settled[Settled.CLOSED] += [match.match_id for match in choice.closed]
    settled[Settled.TURNED_OFF] += [match.match_id for match in choice.turned_off]
    for candidate in choice.candidates:
        is_new = candidate.canonical_id in told
        settled[Settled.MAILED if is_new else Settled.TOLD_BEFORE].append(candidate.teller.match_id)
        settled[Settled.JOINED if is_new else Settled.TOLD_BEFORE] += [m.match_id for m in candidate.joined]
    return settled
