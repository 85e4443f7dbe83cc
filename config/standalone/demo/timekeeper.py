"""Moves the program's clock and the boards together, and remembers how far they have come."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config.clock import clock
from config.standalone.demo.days import Days, save
from config.standalone.failure import StandaloneFailure
from demo.server import DemoServer

SAVED_EVERY_SECONDS = 5.0


@dataclass
class Timekeeper:
    days: Days
    boards: DemoServer
    var: Path
    _ended: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Set the clock to where the demo was left."""
        clock.set_now(self.days.reached)

    def move(self, moment: datetime) -> None:
        """Never back. Raises StandaloneFailure instead of moving into the future."""
        if moment > datetime.now(UTC):
            raise StandaloneFailure("The demo has come to the present: `manage.py standalone erase` begins anew.")
        if moment > clock.now():
            clock.set_now(moment)
        self.note()

    def note(self) -> None:
        self.days.reached = clock.now()
        save(self.var, self.days)

    def show_day(self, day: int) -> None:
        if self.boards.day != day:
            self.boards.set_day(day)

    def keep_up(self) -> None:
        """While the demo serves, time goes on: at midnight the boards move on too."""
        while not self._ended.wait(SAVED_EVERY_SECONDS):
            self.keep_up_once()

    def keep_up_once(self) -> None:
        self.show_day(self.days.day_of(clock.now()))
        self.note()

    def end(self) -> None:
        self._ended.set()
        self.note()
