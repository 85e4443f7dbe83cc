"""Every kind of board that can be read: one file each, one line each in this table."""

from importlib import import_module
from typing import cast

from ingest.sources.types import Source

# name -> (label, module); imported on first use.
SOURCES = {
    "greenhouse": ("Greenhouse", "ingest.sources.greenhouse"),
    "lever": ("Lever", "ingest.sources.lever"),
    "personio": ("Personio", "ingest.sources.personio"),
    "smartrecruiters": ("SmartRecruiters", "ingest.sources.smartrecruiters"),
}
SOURCE_CHOICES = [(name, label) for name, (label, _module) in SOURCES.items()]


def source_named(name: str) -> Source:
    """The source of that name. Raises KeyError for one that there is none of."""
    return cast("Source", import_module(SOURCES[name][1]).SOURCE)
