"""The made-up companies of a seed."""

from collections.abc import Sequence
from dataclasses import replace

from demo.chance import Chance
from demo.company import Board, Company, Employer, Event
from demo.places import PLACES, Place, places_in
from demo.sectors import SECTORS, Sector
from demo.slugs import slug_of
from demo.trades import Language

# The sources of one round of companies; a larger world begins the round again.
_MOST_USED = (*["greenhouse"] * 5, *["lever"] * 3, *["smartrecruiters"] * 3, *["personio"] * 3)
_FURTHER = (
    *("ashby", "workable", "recruitee", "teamtailor", "bamboohr", "workday", "rippling"),
    *("breezy", "pinpoint", "jazzhr", "icims", "jsonld", "rss"),
)
ROUND = (*_MOST_USED * 4, *("greenhouse", "lever", "smartrecruiters", "personio") * 2, *_FURTHER * 3)
COMPANIES, POSTINGS = len(ROUND), 3000

# What happens to the board of the company with this number, and on which day.
_EVENTS: dict[int, tuple[Event, int]] = {
    2: ("empties", 6),
    6: ("halves", 4),
    11: ("always_empty", 0),
    16: ("vanishes", 9),
    20: ("moves_out", 12),
}
# Numbers of postings that an event or a vendor's paging needs.
_SLOTS = {6: 48, 8: 145, 16: 28, 20: 24}
_SECOND_BOARDS = {28: "personio"}
# Small boards are the ones that seldom move.
_SMALL = 25
# A slot is empty between two postings for some days.
_SLOTS_PER_POSTING = 1.04

_BEGINNINGS = (
    *("Bral", "Corv", "Dras", "Elm", "Farn", "Gor", "Hask", "Ister", "Jor", "Kest", "Lor", "Mav"),
    *("Nald", "Oster", "Pell", "Quor", "Rav", "Sel", "Tarn", "Ulv", "Vess", "Wend", "Yar", "Zeb"),
)
_ENDINGS = (
    *("ane", "aldo", "enta", "ibeck", "ilux", "omar", "ovik", "umbra"),
    *("yst", "wick", "hollow", "mere", "stad", "quist", "rath", "dune"),
)
_HOMES: tuple[tuple[str, ...], ...] = (
    *[("US",)] * 5,
    *[("DE", "AT", "CH")] * 4,
    *[("FR", "BE")] * 2,
    *[("GB", "IE")] * 3,
    *[("NL", "DK", "SE", "NO", "FI")] * 2,
    ("ES", "PT", "IT"),
    ("PL", "CZ"),
    ("CA", "US"),
    ("IN", "SG"),
    ("AU", "JP", "BR", "MX"),
)


_EUROPEAN = ("AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT", "SE")
_LANGUAGES: dict[str, tuple[Language, ...]] = {
    "DE": ("de", "de", "en"),
    "AT": ("de", "de", "en"),
    "CH": ("de", "fr", "en"),
    "FR": ("fr", "fr", "en"),
}


def world(
    seed: int, companies: int = COMPANIES, postings: int = POSTINGS, sources: Sequence[str] = ROUND
) -> tuple[Company, ...]:
    """`companies` companies with about `postings` open postings on any day; `sources` go round among them."""
    weights = [6 + 110 * (Chance(seed, "size", index).below(1000) / 1000) ** 2.5 for index in range(companies)]
    scale = postings * _SLOTS_PER_POSTING / sum(weights)
    return tuple(
        _company(seed, index, sources[index % len(sources)], round(weight * scale))
        for index, weight in enumerate(weights)
    )


def _company(seed: int, index: int, source: str, slots: int) -> Company:
    employer = _employer(seed, index, source)
    event, event_day = _EVENTS.get(index, ("none", 0))
    size = _SLOTS.get(index, max(3, slots))
    chance = Chance(seed, "board", index)
    board = Board(
        source=source,
        token=token_for(source, employer.slug),
        key=f"{seed}/{index}",
        employer=employer,
        slots=size,
        quiet=event == "none" and chance.happens(60 if size < _SMALL else 10),
        event=event,
        event_day=event_day,
        european=source == "lever" and employer.cities[0].country.code in _EUROPEAN and chance.happens(70),
    )
    return Company(employer, (board, *_further_boards(index, board)))


def _further_boards(index: int, board: Board) -> tuple[Board, ...]:
    """The board to which the company moves, or the second one of a company that has two."""
    slug = board.employer.slug
    if board.event == "moves_out":
        token = token_for("greenhouse", slug)
        return (replace(board, source="greenhouse", token=token, event="moves_in", european=False),)
    if source := _SECOND_BOARDS.get(index):
        return (replace(board, source=source, token=token_for(source, slug), key=f"{board.key}/second", slots=12),)
    return ()


def token_for(source: str, slug: str) -> str:
    """What names the company at that vendor, in the vendor's habit."""
    if source == "greenhouse":
        return slug.replace("-", "")
    if source == "smartrecruiters":
        return "".join(word.capitalize() for word in slug.split("-")) + "1" * (len(slug) % 2)
    return slug


def _employer(seed: int, index: int, source: str) -> Employer:
    chance = Chance(seed, "employer", index)
    countries = ("DE", "AT", "CH") if source == "personio" or index in _SECOND_BOARDS else chance.pick(_HOMES)
    home = chance.pick(places_in(*countries))
    sector = chance.pick(SECTORS)
    languages = _LANGUAGES.get(home.country.code, ("en",))
    name = _name(seed, index, sector, languages[0], chance)
    slug = "-".join(word for word in slug_of(name).split("-") if word not in ("gmbh", "ggmbh", "ag"))
    return Employer(
        name=name,
        slug=slug,
        website=f"https://www.{slug}.example",
        sector=sector,
        cities=_cities(home, countries, chance),
        languages=languages,
        founded=chance.between(1978, 2019),
        people=chance.between(4, 90) * 20,
    )


def _name(seed: int, index: int, sector: Sector, language: Language, chance: Chance) -> str:
    """A coined word and what the company does. Every word is used once before the first one comes again with a city."""
    words = len(_BEGINNINGS) * len(_ENDINGS)
    again, number = divmod(index, words)
    beginning, ending = divmod((number * 157 + seed) % words, len(_ENDINGS))
    name = f"{_BEGINNINGS[beginning]}{_ENDINGS[ending]} {chance.pick(sector.nouns[language])}"
    return f"{name} {PLACES[again].city}" if again else name


def _cities(home: Place, countries: tuple[str, ...], chance: Chance) -> tuple[Place, ...]:
    near = chance.several(places_in(*countries), chance.between(1, 4))
    far = chance.several(PLACES, chance.pick((0, 0, 1, 2, 4)))
    return tuple(dict.fromkeys((home, *near, *far)))
