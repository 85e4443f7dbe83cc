"""Names in OpenSearch, all under OPENSEARCH_INDEX_PREFIX."""

from django.conf import settings


def read_alias() -> str:
    """Where pages look."""
    return f"{settings.OPENSEARCH_INDEX_PREFIX}-postings-read"


def write_alias() -> str:
    """Where the index stage writes."""
    return f"{settings.OPENSEARCH_INDEX_PREFIX}-postings-write"


def build_alias() -> str:
    """Where the index stage writes as well while another index is being built."""
    return f"{settings.OPENSEARCH_INDEX_PREFIX}-postings-build"


def every_index() -> str:
    return f"{settings.OPENSEARCH_INDEX_PREFIX}-postings-*-*"


def index_name(fingerprint: str, token: str) -> str:
    return f"{settings.OPENSEARCH_INDEX_PREFIX}-postings-{fingerprint}-{token}"
