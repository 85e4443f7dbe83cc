"""What two crawls say that a watcher must come to, worked out without any of its code."""

from collections.abc import Mapping, Sequence

from benchmarks.replay.listed import Listed

Key = tuple[str, str]
Crawl = Mapping[str, Sequence[Listed]]


def keys(crawl: Crawl) -> set[Key]:
    """(token, external id) of every posting."""
    return {(token, str(one.id)) for token, listed in crawl.items() for one in listed}


def news(first: Crawl, second: Crawl) -> set[Key]:
    """What the second crawl has, the first one lacked, and is no repost of one that is gone from the same board."""
    found = set()
    for token, listed in second.items():
        before = first.get(token, ())
        known, still = {one.id for one in before}, {one.id for one in listed}
        gone = {_said(one) for one in before if one.id not in still}
        found |= {(token, str(one.id)) for one in listed if one.id not in known and _said(one) not in gone}
    return found


def lost_more_than_half(first: Crawl, second: Crawl) -> set[str]:
    """Boards of more than 20 postings that now lack more than half of them: they are not believed at once."""
    large = {token: {one.id for one in listed} for token, listed in first.items() if len(listed) > 20}
    return {
        token
        for token, ids in large.items()
        if token in second and 2 * len(ids - {one.id for one in second[token]}) > len(ids)
    }


def _said(one: Listed) -> tuple[str, str]:
    return " ".join(one.title.split()).casefold(), " ".join((one.location or "").split()).casefold()
