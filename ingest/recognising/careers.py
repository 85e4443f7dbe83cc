"""Which of a page's links leads to the company's careers page, and which to one of its postings."""

import re
from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

from ingest.sources.jsonld import looks_like_posting

# Careers pages in English, German, French, Spanish, Dutch, Italian, Portuguese, Swedish, Danish and Polish.
_CAREERS = re.compile(
    r"career|\bjobs?\b|vacanc|open (?:position|role)|re hiring|join (?:us|our team|the team)|work (?:with|at|for) "
    r"|karriere|stellen(?:angebote|anzeigen|markt)?\b|offene stellen|arbeiten bei|carri[eè]re|recrutement|emploi|"
    r"rejoi(?:ndre|gnez)|empleo|trabaja|vacature|werken bij|lavora con|carriera|carreira|vagas|jobba|karri[aä]r|"
    r"ledige stillinger|kariera|praca\b",
    re.IGNORECASE,
)
_IN_PATH = re.compile(
    r"(?:^|[/.])(?:careers?|jobs?|karriere|stellen\w*|vacanc(?:y|ies)|vacatures?|carrieres?|emplois?|empleos?|"
    r"recrutement|join-?us|work-with-us|open-positions|openings|lediga-jobb|kariera)(?:[/.-]|$)",
    re.IGNORECASE,
)
_NOT_THE_COMPANYS = re.compile(
    r"(?:^|\.)(?:linkedin|xing|facebook|instagram|twitter|x|youtube|tiktok|glassdoor|indeed|stepstone|kununu|google|"
    r"apple|medium|github|wikipedia)\.[a-z.]+$"
)


def careers_link(links: Iterable[tuple[str, str]], url: str) -> str:
    """The link that most likely leads to the careers page, on the company's site or beside it; empty without one.

    Among equals, the shortest.
    """
    here = urldefrag(url)[0].rstrip("/")
    scored = ((_score(address, words, url), address) for address, words in links)
    best = max(
        ((score, address) for score, address in scored if score and urldefrag(address)[0].rstrip("/") != here),
        key=lambda pair: (pair[0], -len(pair[1])),
        default=(0, ""),
    )
    return urldefrag(best[1])[0]


def posting_link(links: Iterable[tuple[str, str]], url: str) -> str:
    """The first link to what looks like a posting on the same host; empty without one."""
    host, here = urlsplit(url).hostname, urldefrag(url)[0]
    return next(
        (
            address
            for address, _words in links
            if urlsplit(address).hostname == host and urldefrag(address)[0] != here and looks_like_posting(address)
        ),
        "",
    )


def _score(address: str, words: str, url: str) -> int:
    """Words count once, the path or the host twice, the company's own site once; 0 is no careers page."""
    try:
        parts, own = urlsplit(address), _plain(urlsplit(url).hostname or "")
    except ValueError:
        return 0
    host = _plain(parts.hostname or "")
    if parts.scheme not in ("http", "https") or not host or _NOT_THE_COMPANYS.search(host):
        return 0
    is_own = host == own or host.endswith(f".{own}") or own.endswith(f".{host}")
    named = is_own or max(own.split(".")[:-1], key=len, default="-") in host
    score = bool(_CAREERS.search(words[:80])) + 2 * bool(_IN_PATH.search(f"{host.partition('.')[0]}{parts.path}"))
    return score + is_own if score and named else 0


def _plain(host: str) -> str:
    return host.lower().removeprefix("www.")
