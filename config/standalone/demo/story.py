"""The demo from its first start to its last: which days are gone through, and what is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from config.clock import clock
from config.standalone.demo import subscribers
from config.standalone.demo.companies import add_companies
from config.standalone.demo.cycle import deliver_until, visit_all
from config.standalone.demo.show import Show
from config.standalone.demo.tally import Marks, Tally
from config.standalone.demo.timekeeper import Timekeeper
from demo.companies import ListedCompany

# A posting is closed when it is absent from two complete listings that lie at least an hour apart.
BETWEEN_VISITS = timedelta(hours=2)
EVENING = timedelta(hours=14)


@dataclass
class Story:
    listed: Sequence[ListedCompany]
    keeper: Timekeeper
    show: Show

    def go_to(self, wish: int | None, *, again: bool) -> None:
        """Day 0 and the people first, where they are missing; then the wished day, else day 1 if it was not reached.

        `again`: where nobody wishes for a day, the present one is gone through once more.
        """
        add_companies(self.listed, clock.now())
        is_new = not subscribers.are_there()
        if is_new:
            self._day_zero()
        present = self.keeper.days.day_of(clock.now())
        if wish is not None:
            if wish or not is_new:
                self._day(wish, visits=2)
        elif present < 1:
            self._day(1, visits=2)
        elif again:
            self._day(present, visits=1)

    def _day_zero(self) -> None:
        self.keeper.show_day(0)
        with self.show.step("Day 0: the first read of every board, which tells nobody") as came:
            came.append(self._visits(2))
        with self.show.step("People who follow companies and save searches") as came:
            subscribers.add_people(clock.now())
            came.append(", ".join(person.email for person in subscribers.PEOPLE))

    def _day(self, day: int, *, visits: int) -> None:
        days = self.keeper.days
        self.keeper.show_day(day)
        self.keeper.move(max(days.beginning(day), clock.now() + timedelta(minutes=1)))
        how_often = "twice, two hours apart" if visits > 1 else "once"
        with self.show.step(f"Day {day}: every board is visited {how_often}") as came:
            came.append(self._visits(visits))
        with self.show.step("The mail of each subscriber, at his hour") as came:
            marks = Marks.now(clock.now())
            deliver_until(days.beginning(day) + EVENING, self.keeper.move)
            came.append(f"{Tally.since(marks).mails_sent} sent")

    def _visits(self, count: int) -> str:
        marks = Marks.now(clock.now())
        for number in range(count):
            if number:
                self.keeper.move(clock.now() + BETWEEN_VISITS)
            visit_all(self.listed)
        tally = Tally.since(marks)
        return (
            f"{tally.companies} companies, {tally.postings_new} postings new, {tally.postings_changed} changed, "
            f"{tally.postings_closed} closed, {tally.matches} matches"
        )
