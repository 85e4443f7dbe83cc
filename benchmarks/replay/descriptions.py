"""Descriptions of postings: the same for the same id, of 4.5 kB in the middle, with the markup that people paste.

Words are common ones of the trade and rarer ones put together of parts, in the proportions of ordinary prose, so that
texts are as many different words as real ones are, and an index over them as large.
"""

import random
from collections.abc import Sequence
from itertools import accumulate

# Of the parts; the part that goes beyond it and the last sentence make it 4.5 kB.
MIDDLE_BYTES = 3900
SPREAD = 0.45
LEAST, MOST = 900, 30_000
# How often a sentence has markup or entities in it, and a part is a list or has a heading.
MARKED, WITH_ENTITIES, LISTS, HEADED = 0.2, 0.1, 0.35, 0.3
COMMON = """
the and of to with you our for are will your we is or this as have from be on in a at that by an not can who all more
team work experience role people business product customers company support skills years data ability including across
working help strong design development management technical technology projects environment building build systems
service services solutions process time make new growth quality opportunity benefits health paid leave insurance equal
employer manager engineering software sales marketing operations finance security cloud platform tools partners global
office remote hybrid salary range training culture values diverse inclusive communication written verbal degree field
knowledge understanding responsible lead drive deliver ensure improve create develop maintain collaborate report plan
"""
FRONT = """
inter micro hydro photo meta trans auto bio cyber data eco electro geo infra macro mono multi nano neuro omni para
poly proto retro semi socio sub super tele thermo ultra uni vari over under fore out up cross down back
"""
MIDDLE = """
graph plex struct logist market polym metr path gen techn therap financ form script port vers duct tract spect chron
flow stack cast frame grid link mesh node core shift scale ware craft field stream line point work press land house
"""
END = """
al ion er ing ed ism ist ity ive able ment ology onics ics or ance ence ic ous ary ship less ward wise
"""
INLINE = ("<strong>{}</strong>", "<em>{}</em>", '<a href="https://www.example.com/about">{}</a>', "<span>{}</span>")


def _words() -> tuple[list[str], list[float]]:
    common = COMMON.split()
    chance = random.Random(1)
    front, middle, end = FRONT.split(), MIDDLE.split(), END.split()
    rare = sorted({f"{chance.choice(front)}{chance.choice(middle)}{chance.choice(end)}" for _ in range(20_000)})
    chance.shuffle(rare)
    # Zipf's law, a little steeper.
    return common + rare, list(accumulate((rank + 3) ** -1.2 for rank in range(len(common) + len(rare))))


def _sentences(count: int) -> list[str]:
    words, weights = _words()
    chance = random.Random(2)
    made = []
    for _ in range(count):
        chosen = chance.choices(words, cum_weights=weights, k=chance.randint(6, 26))
        if chance.random() < MARKED:
            chosen[0] = chance.choice(INLINE).format(chosen[0])
        if chance.random() < WITH_ENTITIES:
            chosen.append("&amp; more&nbsp;")
        made.append(" ".join(chosen).capitalize() + ".")
    return made


class Descriptions:
    """Makes descriptions out of a stock of sentences; as HTML, not yet escaped as Greenhouse escapes it."""

    def __init__(self, sentences: int = 20_000) -> None:
        self._sentences = _sentences(sentences)

    def of(self, number: int, moment: str) -> str:
        """The description of the posting of that id; its last sentence differs with the moment of its last change."""
        chance = random.Random(number)
        length = min(MOST, max(LEAST, chance.lognormvariate(0, SPREAD) * MIDDLE_BYTES))
        parts = ['<div class="content-intro">']
        size = 0
        while size < length:
            part = self._part(chance)
            parts.append(part)
            size += len(part)
        changed = random.Random(moment).choice(self._sentences)
        return "".join([*parts, f"</div><p>{changed}</p>"])

    def _part(self, chance: random.Random) -> str:
        if chance.random() < LISTS:
            return _list(chance.choices(self._sentences, k=chance.randint(3, 7)))
        text = " ".join(chance.choices(self._sentences, k=chance.randint(2, 5)))
        if chance.random() < HEADED:
            return f"<h3>{' '.join(text.split()[:3])}</h3>\n<p>{text}</p>\n"
        return f'<p style="text-align: left;"><span style="font-weight: 400;">{text}</span></p>\n'


def _list(items: Sequence[str]) -> str:
    return "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>\n"
