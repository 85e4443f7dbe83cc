"""Search by OpenSearch."""

from typing import Any

from search.asked import Asked
from search.dsl import query_of
from search.found import MOST_COUNTED, Candidate, Place, Total
from search.index_names import read_alias
from search.opensearch import IndexUnavailable, web_client

# On the server; the client's own deadline is a little later.
SERVER_TIMEOUT = "1s"
ORDER = [{"seen": "desc"}, {"id": "desc"}]


def find(asked: Asked, *, after: Place | None, limit: int) -> list[Candidate]:
    """The newest matching postings beyond `after`. Raises IndexUnavailable."""
    body = {
        "query": query_of(asked),
        "sort": ORDER,
        "size": limit,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["is_copy"],
        **({"search_after": list(after)} if after else {}),
    }
    hits = _search(body)["hits"]["hits"]
    return [Candidate(Place(*hit["sort"]), hit["fields"]["is_copy"][0]) for hit in hits]


def count(asked: Asked) -> Total:
    """Raises IndexUnavailable. With copies among many postings, OpenSearch's count of originals is off by a few."""
    body = {
        "query": query_of(asked),
        "size": 0,
        "track_total_hits": MOST_COUNTED + 1,
        "aggs": {
            "copies": {"filter": {"term": {"is_copy": True}}},
            "originals": {"cardinality": {"field": "original", "precision_threshold": MOST_COUNTED}},
        },
    }
    answer = _search(body)
    total, found = answer["hits"]["total"]["value"], answer["aggregations"]
    originals = found["originals"]["value"] if found["copies"]["doc_count"] else total
    return Total(min(originals, MOST_COUNTED), is_capped=total > MOST_COUNTED)


def _search(body: dict[str, Any]) -> dict[str, Any]:
    index, timed = read_alias(), {**body, "timeout": SERVER_TIMEOUT}
    answer: dict[str, Any] = web_client().ask(lambda client: client.search(index=index, body=timed))
    if answer["timed_out"]:
        raise IndexUnavailable("OpenSearch could not finish in time.")
    return answer
