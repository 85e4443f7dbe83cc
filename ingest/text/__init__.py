"""The one analysis of text: what a posting says and what a search asks for go through the same functions.

Folding (`folding`), then tokens (`tokens`), then one stem for each token in the text's language (`languages`, `stems`).
PostgreSQL gets the finished tsvector, OpenSearch the same stems in the same order (`vectors`).
"""

from ingest.text.folding import fold
from ingest.text.languages import evident_language, language_of
from ingest.text.stems import forms, stems
from ingest.text.tokens import Span, spans, tokens
from ingest.text.vectors import ANALYSIS, LONGEST_TEXT, sequence, vector

__all__ = [
    "ANALYSIS",
    "LONGEST_TEXT",
    "Span",
    "evident_language",
    "fold",
    "forms",
    "language_of",
    "sequence",
    "spans",
    "stems",
    "tokens",
    "vector",
]
