"""The repair path of every stage: a stage whose query returns a row is woken, whatever became of earlier messages."""

from collections.abc import Callable
from datetime import datetime

from ingest import schedule, stages
from notifications import work as notifications_work
from search import indexing

# In the order in which data flows.
WORK: dict[str, Callable[[datetime], bool]] = {
    "dispatch": schedule.has_due,
    "index": lambda _at: indexing.has_work(),
    "match": notifications_work.has_matching,
    "digest": notifications_work.has_digests,
    "mail": notifications_work.has_mail,
}


def stages_with_work(at: datetime) -> list[str]:
    """The stages that have something to do as of `at`, in the order in which data flows."""
    return [stage for stage, has_work in WORK.items() if has_work(at)]


def sweep(at: datetime) -> list[str]:
    """Wake every stage that has work. Returns their names."""
    waiting = stages_with_work(at)
    for stage in waiting:
        stages.wake(stage)
    return waiting
