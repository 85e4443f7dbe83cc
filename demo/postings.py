"""The postings of a board on a day: from seed, board and day alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from demo.chance import Chance
from demo.company import Board, Employment, Posting, Salary, Workplace
from demo.money import raised, salary_for
from demo.movement import Showing, showings_on
from demo.places import Place
from demo.trades import Language, Phrases, Trade, phrases_in
from demo.writing import Position, description

# Vendors whose customers publish one requisition once for each city.
_ONCE_PER_CITY = ("greenhouse", "lever", "smartrecruiters", "workday")
_FULL_TIME: tuple[Employment, ...] = ("full_time",) * 16
_EMPLOYMENTS = (*_FULL_TIME, "part_time", "contract", "temporary", "internship")
_ALWAYS_ON_SITE = ("nursing", "logistics", "production")


def board_on(board: Board, day: int, anchor: date) -> tuple[Posting, ...] | None:
    """What the board shows on the day `day` days after `anchor`, newest first; None if it is gone."""
    showings = showings_on(board, day)
    if showings is None:
        return None
    found = [posting for showing in showings for posting in _postings(board, showing, anchor)]
    return tuple(sorted(found, key=lambda posting: (posting.published, posting.number), reverse=True))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A position as it was first written, before its revision."""

    language: Language
    phrases: Phrases
    trade_name: str
    trade: Trade
    title: str
    employment: Employment
    places: tuple[Place, ...]
    once_per_city: bool
    workplace: Workplace
    salary: Salary
    shows_salary: bool
    tells_salary: bool


def _postings(board: Board, showing: Showing, anchor: date) -> list[Posting]:
    key = f"{board.key}/{showing.slot}/{showing.life}"
    draft = _draft(board, key)
    title, places, salary, note = _revised(board, draft, showing.revision, key)
    told = salary if draft.tells_salary else None
    listings = [(place,) for place in places] if draft.once_per_city else [places]
    return [
        Posting(
            number=Chance(board.source, board.token, key, showing.edition, copy).number(),
            requisition=Chance(key, "requisition").number(),
            title=title,
            language=draft.language,
            trade=draft.trade_name,
            department=draft.trade.department,
            places=listed,
            workplace=draft.workplace,
            employment=draft.employment,
            employment_label=draft.phrases.employment[draft.employment],
            senior=_level(title) > 1,
            salary=salary if draft.shows_salary else None,
            sections=description(
                board, Position(key, draft.trade, draft.language, listed[0], draft.workplace, told, note)
            ),
            published=_moment(anchor, showing.since, key),
            changed=_moment(anchor, showing.edited, key),
        )
        for copy, listed in enumerate(listings)
    ]


def _draft(board: Board, key: str) -> _Draft:
    chance, employer = Chance(key, "draft"), board.employer
    language = chance.pick(employer.languages)
    phrases = phrases_in(language)
    trade_name = chance.pick([trade for trade in employer.sector.trades if trade in phrases.trades])
    trade, employment = phrases.trades[trade_name], chance.pick(_EMPLOYMENTS)
    title = _title(board, phrases, trade, employment, chance)
    places = _places(board, chance)
    salary = salary_for(trade_name, trade.worth * _level(title), employment, places[0].country, chance)
    return _Draft(
        language=language,
        phrases=phrases,
        trade_name=trade_name,
        trade=trade,
        title=title,
        employment=employment,
        places=places,
        once_per_city=chance.happens(30) and board.source in _ONCE_PER_CITY and len(places) > 1,
        workplace=_workplace(trade_name, chance),
        salary=salary,
        shows_salary=chance.happens(board.habit("pay transparency", (70, 15, 15))),
        tells_salary=chance.happens(30),
    )


def _title(board: Board, phrases: Phrases, trade: Trade, employment: Employment, chance: Chance) -> str:
    title = chance.pick(trade.forms).format(title=chance.pick(trade.titles), focus=chance.pick(trade.focus))
    if employment == "internship":
        title = f"{phrases.employment[employment]}: {title.removeprefix('Senior ').removeprefix('Lead ')}"
    title += board.habit("suffix", phrases.suffixes)
    # One title in nine has white space at its end, as on real boards.
    return title + " " * chance.happens(11)


def _level(title: str) -> float:
    words = title.lower()
    if any(word in words for word in ("senior", "lead", "staff", "principal", "leit", "responsable")):
        return 1.25
    return 0.8 if "junior" in words else 1.0


def _places(board: Board, chance: Chance) -> tuple[Place, ...]:
    cities = board.employer.cities
    count = chance.pick((1, 1, 1, 1, 1, 1, 1, 2, 2, 3))
    home = (cities[0],) if chance.happens(40) else ()
    return tuple(dict.fromkeys((*home, *chance.several(cities, count))))[:count]


def _workplace(trade: str, chance: Chance) -> Workplace:
    if trade in _ALWAYS_ON_SITE:
        return "onsite"
    choices: tuple[Workplace, ...] = ("onsite", "onsite", "hybrid", "hybrid", "remote")
    return chance.pick(choices)


def _revised(board: Board, draft: _Draft, revision: int, key: str) -> tuple[str, tuple[Place, ...], Salary, int | None]:
    """Title, places, salary and the number of a note. Each revision takes back the one before, so they all differ."""
    title, places, salary, note = draft.title, draft.places, draft.salary, None
    others = [city for city in board.employer.cities if city not in places]
    kinds = [
        "title",
        "text",
        "salary" if draft.shows_salary else "text",
        "place" if len(others) > 1 and not draft.once_per_city else "text",
    ]
    kind = Chance(key, "revision", revision).pick(kinds) if revision else "none"
    if kind == "title":
        unused = [focus for focus in draft.trade.focus if focus not in title]
        title = f"{title.rstrip()} - {unused[revision % len(unused)]}"
    elif kind == "salary":
        salary = raised(salary, 3 + 2 * (revision % 4))
    elif kind == "place":
        places = (*places, others[revision % len(others)])
    elif kind == "text":
        note = revision
    return title, places, salary, note


def _moment(anchor: date, day: int, key: str) -> datetime:
    """Some second of the day before `day`."""
    midnight = datetime.combine(anchor + timedelta(days=day - 1), time(), UTC)
    return midnight + timedelta(seconds=Chance(key, "second", day).between(6 * 3600, 20 * 3600))
