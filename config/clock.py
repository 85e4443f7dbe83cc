"""The program's clock: what is due, missing, closed or too old is judged by `now()` or by a moment that is passed in.

Leases, budgets and leadership use the database's own clock instead, because many machines share them.
"""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, moved by an offset. Only the demo and tests move it."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def set_now(self, moment: datetime) -> None:
        self.offset = moment - datetime.now(UTC)


clock = Clock()
