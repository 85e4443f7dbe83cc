"""`manage.py demo`, which `make demo` calls: the whole of Rolewatch in one process, with made-up boards to watch."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.clock import clock
from config.standalone.demo import subscribers
from config.standalone.demo.companies import spare_others
from config.standalone.demo.days import days_of
from config.standalone.demo.show import Show
from config.standalone.demo.stage_times import StageTimes
from config.standalone.demo.story import Story
from config.standalone.demo.tally import Marks, Tally
from config.standalone.demo.timekeeper import Timekeeper
from config.standalone.ending import interrupted_by_signals, leave, wait_for_ever
from config.standalone.failure import StandaloneFailure
from config.standalone.runner import database, everything
from demo.companies import listed
from demo.server import SEED, DemoServer
from demo.world import world

INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "All of Rolewatch in one process, with the boards of made-up companies, its own PostgreSQL and mailbox. "
        "The first start reads day 0, which lies 30 days back, in silence, makes subscribers with saved searches, "
        "and goes through day 1. A later start goes on where the last one ended: while the demo does not run its time "
        "stands still, while it runs time passes as usual and the boards move at midnight, and it never runs into the "
        "future. --day N goes forward to day N; `manage.py standalone erase` begins anew."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one whole cycle, a table of what came of it, the end")
        parser.add_argument("--json", action="store_true", help="with --once: one JSON object on standard output")
        parser.add_argument(
            "--day", type=int, metavar="N", help="the day to go to, on which each board is visited twice"
        )
        parser.add_argument("--port", type=int, help="of the pages; 8000, or any free one")

    def handle(self, *_args: Any, once: bool, json: bool, day: int | None, **_options: Any) -> None:  # noqa: ANN401
        show = Show(sys.stdout, sys.stderr, as_json=once and json)
        try:
            with interrupted_by_signals():
                _run(show, once=once, day=day)
        except KeyboardInterrupt:
            show.line("Stopped. The next start goes on from here.")
            leave(INTERRUPTED if once else 0)
        except StandaloneFailure as failure:
            self.stderr.write(str(failure))
            leave(1)


def _run(show: Show, *, once: bool, day: int | None) -> None:
    with ExitStack() as parts:
        with show.step("PostgreSQL, from its wheel"):
            parts.enter_context(database())
        with show.step("The boards of made-up companies") as came:
            story = parts.enter_context(_story(show, day))
            came.append(f"{len(story.listed)} of them at {settings.INGEST_GATEWAY}")
        with show.step("Worker, beat and mailbox" if once else "Pages, worker, beat and mailbox"):
            parts.enter_context(everything(None if once else urlsplit(settings.PUBLIC_URL).port))
        if once:
            _once(story, day)
        else:
            _serve(story, day)


def _once(story: Story, day: int | None) -> None:
    times, marks = StageTimes(), Marks.now(clock.now())
    times.listen()
    story.go_to(day, again=True)
    story.show.result(Tally.since(marks), times.seconds())


def _serve(story: Story, day: int | None) -> None:
    story.go_to(day, again=False)
    Thread(target=story.keeper.keep_up, name="timekeeper", daemon=True).start()
    story.show.line(f"\nThe postings are at [bold]{settings.PUBLIC_URL}/[/bold]")
    story.show.line(f"The mail that people got: {settings.PUBLIC_URL}/accounts/login/?next=/mailbox/ as")
    for person in subscribers.PEOPLE:
        role = ", who is staff," if person.is_staff else ""
        story.show.line(f"  {person.email}{role} with the password {subscribers.password_of(person)}")
    following = story.keeper.days.day_of(clock.now()) + 1
    story.show.line(f'Ctrl-C ends it. The next day is: make demo ARGS="--day {following}"')
    wait_for_ever()


@contextmanager
def _story(show: Show, day: int | None) -> Iterator[Story]:
    """The boards and the clock, as they stand before anything else begins to run."""
    companies = listed(world(SEED))
    days = days_of(settings.VAR_DIR, datetime.now(UTC), [company.slug for company in companies])
    if day is not None:
        days.check(day, datetime.now(UTC))
    port = urlsplit(settings.INGEST_GATEWAY).port or 0
    with DemoServer(port, day=days.day_of(days.reached), anchor=days.anchor) as boards:
        keeper = Timekeeper(days, boards, settings.VAR_DIR)
        keeper.begin()
        spare_others(companies)
        try:
            yield Story(companies, keeper, show)
        finally:
            keeper.end()
