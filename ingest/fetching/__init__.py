"""Polite and safe HTTP: bounded in time and size, to public addresses only, honest about who asks."""

from ingest.fetching.answer import Answer, FetchFailed
from ingest.fetching.polite import fetch

__all__ = ["Answer", "FetchFailed", "fetch"]
