"""What the index knows of a posting: words to search, values to filter by, the order. The rest is in PostgreSQL."""

import hashlib
import json
from typing import Any

KEYWORD = {"type": "keyword"}
LONG = {"type": "long"}
MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"excludes": ["words"]},
    "properties": {
        "id": LONG,
        "version": LONG,
        "open": {"type": "boolean"},
        # The posting that this one is a copy of, or itself.
        "original": LONG,
        "is_copy": {"type": "boolean"},
        # The stems of the posting's tsvector in their order: whitespace is all that there is to analyse.
        "words": {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "positions"},
        "company_id": KEYWORD,
        "countries": KEYWORD,
        "workplace": KEYWORD,
        "employment_type": KEYWORD,
        "seniority": KEYWORD,
        "skills": KEYWORD,
        "experience_years": {"type": "short"},
        # Microseconds since 1970, as precise as PostgreSQL: a cursor goes on in either.
        "seen": LONG,
        "posted": LONG,
    },
}
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    # Only a hand deletes what a posting has; its memory would refuse the repair for a minute.
    "gc_deletes": "0s",
}


def fingerprint() -> str:
    """Changes whenever an index would have to be built anew."""
    canonical = json.dumps([MAPPING, SETTINGS], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
