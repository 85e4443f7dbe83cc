"""Many companies at once, from a file of boards."""

from ingest.importing.companies import Imported, import_companies
from ingest.importing.rows import BadRow, BoardRow, rows_of

__all__ = ["BadRow", "BoardRow", "Imported", "import_companies", "rows_of"]
