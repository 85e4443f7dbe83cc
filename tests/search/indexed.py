"""Run the index stage as its tasks would."""

from datetime import datetime

from opensearchpy import OpenSearch

from search import indexing
from search.index_names import every_index
from tests.search.plain_rows import NOW


def index_all(at: datetime = NOW) -> int:
    """To its end. Returns the number of pages."""
    pages, after_id = 0, 0
    while pages < 100:
        pages += 1
        go_on = indexing.send_page(after_id, at)
        if go_on is None:
            return pages
        after_id = go_on
    raise AssertionError("The stage does not come to its end.")


def refresh(client: OpenSearch) -> None:
    """What was written is found from now on."""
    client.indices.refresh(index=every_index())
