"""The companies of a list of tokens in a database, through the import that staff use."""

from collections.abc import Sequence

from config.clock import clock
from ingest.importing.companies import import_companies
from ingest.importing.rows import BoardRow


class Companies:
    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens

    def run(self) -> int:
        rows = [BoardRow(line, "greenhouse", token, token.title()) for line, token in enumerate(self._tokens)]
        added = 0
        for imported in import_companies(rows, clock.now()):
            added = imported.added
        return added
