"""What staff see and change of companies, boards, postings and runs."""

from ingest.admin import boards, companies, hosts, postings, runs, stages

__all__ = ["boards", "companies", "hosts", "postings", "runs", "stages"]
