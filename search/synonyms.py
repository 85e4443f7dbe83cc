"""Names for the same thing. Expanded in the criteria, so that a new line needs no new index.

Lines are folded and tokenised as `ingest.text` does it; `expand` gives each piece of a search its other names.
"""

from ingest.text import tokens
from search.words import Phrase, Piece, Word, Words

_SAME = """
ai = artificial intelligence
aws = amazon web services
backend = back end
bi = business intelligence
ceo = chief executive officer
cfo = chief financial officer
coo = chief operating officer
cto = chief technology officer
cybersecurity = cyber security
dba = database administrator
devops = dev ops
.net = dotnet
ecommerce = e commerce
email = e mail
frontend = front end
fullstack = full stack
gcp = google cloud platform
genai = generative ai
hr = human resources
iot = internet of things
javascript = js
jr = junior
k8s = kubernetes
llm = large language model
m&a = mergers and acquisitions
ml = machine learning
nextjs = next js
nlp = natural language processing
nodejs = node js
postgres = postgresql
qa = quality assurance
r&d = research and development
reactjs = react js
sdet = software development engineer in test
seo = search engine optimization
sr = senior
sre = site reliability engineer
swe = software engineer
typescript = ts
ui = user interface
ux = user experience
vp = vice president
vuejs = vue js
"""


def _named(name: str) -> Piece:
    found = tokens(name)
    return Word(found[0]) if len(found) == 1 else Phrase(tuple(found))


_PAIRS = [tuple(map(_named, line.split(" = "))) for line in _SAME.strip().splitlines()]
_OTHER_NAMES = {name: other for one, two in _PAIRS for name, other in ((one, two), (two, one))}
_SHORT_OF_WORDS = {frozenset(name.tokens): short for name, short in _OTHER_NAMES.items() if isinstance(name, Phrase)}


def expand(words: Words) -> Words:
    """The same search with every other name of its pieces.

    Words of a long name that stand alone get its short form each: (site and reliability and engineer) or sre is
    (site or sre) and (reliability or sre) and (engineer or sre).
    """
    alone = {group[0].token for group in words.required if len(group) == 1 and isinstance(group[0], Word)}
    shorts = [(name, short) for name, short in _SHORT_OF_WORDS.items() if name <= alone]
    return Words(
        tuple(
            (*_with_names(group), *(short for name, short in shorts if _is_one_of(group, name)))
            for group in words.required
        ),
        _with_names(words.excluded),
    )


def _is_one_of(group: tuple[Piece, ...], name: frozenset[str]) -> bool:
    return len(group) == 1 and isinstance(group[0], Word) and group[0].token in name


def _with_names(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces, a compound's single word, and the other name of each."""
    single = [Word("".join(p.tokens)) for p in pieces if isinstance(p, Phrase) and p.compound]
    plain = [Phrase(p.tokens) if isinstance(p, Phrase) else p for p in pieces]
    found = [*plain, *(word for word in single if tokens(word.token) == [word.token])]
    return tuple(dict.fromkeys([*found, *(_OTHER_NAMES[piece] for piece in found if piece in _OTHER_NAMES)]))
