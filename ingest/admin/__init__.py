"""What staff see and change of companies, boards, postings and runs."""

from ingest.admin import (
    boards,
    companies,
    company_imports,
    moves,
    postings,
    raw_answers,
    runs,
    stages,
    unfinished_runs,
    vendor_hosts,
)

__all__ = [
    "boards",
    "companies",
    "company_imports",
    "moves",
    "postings",
    "raw_answers",
    "runs",
    "stages",
    "unfinished_runs",
    "vendor_hosts",
]
