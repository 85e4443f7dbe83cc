"""Writes a posting's description from the phrases of its language: plain sections, without markup."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.chance import Chance
from demo.company import Board, Employer, Salary, Section, SectionKind, Workplace
from demo.money import amount_text
from demo.places import Place, city_in
from demo.trades import Language, Phrases, Trade, phrases_in


@dataclass(frozen=True, slots=True)
class Position:
    """What a description is written for. `key` decides its words, so that a repost has the same ones."""

    key: str
    trade: Trade
    language: Language
    place: Place
    workplace: Workplace
    salary: Salary | None
    revision_note: int | None


def description(board: Board, position: Position) -> tuple[Section, ...]:
    phrases, chance = phrases_in(position.language), Chance(position.key, "text")
    write = _Writer(board, phrases, position.trade, _values(board.employer, position.language), chance)
    house = Chance(board.key, "house", position.language)
    return (
        write.section("about", (*house.several(phrases.about, 1), *house.several(phrases.culture, 3))),
        write.section("role", (*position.trade.role, _where(position, phrases, chance))),
        write.section("duties", points=chance.several(position.trade.duties, chance.between(6, 9))),
        write.section("profile", points=chance.several(position.trade.profile, chance.between(5, 7))),
        write.section("extras", points=chance.several(position.trade.extras, chance.between(2, 4))),
        write.section("benefits", _pay(position, phrases, chance), house.several(phrases.benefits, 7)),
        write.section("closing", (*house.several(phrases.process, 1), *_note(position, phrases), *phrases.equal)),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    board: Board
    phrases: Phrases
    trade: Trade
    values: dict[str, str]
    chance: Chance

    def section(self, kind: SectionKind, paragraphs: Sequence[str] = (), points: Sequence[str] = ()) -> Section:
        heading = self.board.habit("headings", self.phrases.headings[kind]).format(**self.values)
        return Section(kind, heading, self._filled(paragraphs), self._filled(points))

    def _filled(self, sentences: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._sentence(sentence) for sentence in sentences)

    def _sentence(self, sentence: str) -> str:
        skill, tool = self.chance.pick(self.trade.skills), self.chance.pick(self.trade.tools)
        return sentence.format(**self.values, skill=skill, tool=tool, years=self.chance.between(2, 7))


def _values(employer: Employer, language: Language) -> dict[str, str]:
    product = Chance(employer.slug, "product").pick(employer.sector.products[language])
    return {
        "company": employer.name,
        "city": city_in(employer.cities[0], language),
        "product": product,
        "people": str(employer.people),
        "founded": str(employer.founded),
    }


def _where(position: Position, phrases: Phrases, chance: Chance) -> str:
    sentence = chance.pick(phrases.workplaces[position.workplace])
    city = city_in(position.place, position.language)
    return sentence.format(city=city, country=position.place.country.name)


def _pay(position: Position, phrases: Phrases, chance: Chance) -> tuple[str, ...]:
    if not position.salary:
        return ()
    salary = position.salary
    low, high = (amount_text(amount, salary.currency, position.language) for amount in (salary.least, salary.most))
    return (chance.pick(phrases.pay).format(low=low, high=high, unit=phrases.units[salary.period]),)


def _note(position: Position, phrases: Phrases) -> tuple[str, ...]:
    if position.revision_note is None:
        return ()
    return (phrases.revised[position.revision_note % len(phrases.revised)],)
