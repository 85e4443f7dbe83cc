"""Every kind of board that can be read: one file each, one line each in this table."""

from importlib import import_module
from typing import cast

from ingest.sources.types import Source

# name -> (label, module); imported on first use.
SOURCES = {
    "greenhouse": ("Greenhouse", "ingest.sources.greenhouse"),
    "lever": ("Lever", "ingest.sources.lever"),
    "ashby": ("Ashby", "ingest.sources.ashby"),
    "workable": ("Workable", "ingest.sources.workable"),
    "smartrecruiters": ("SmartRecruiters", "ingest.sources.smartrecruiters"),
    "recruitee": ("Recruitee", "ingest.sources.recruitee"),
    "personio": ("Personio", "ingest.sources.personio"),
    "teamtailor": ("Teamtailor", "ingest.sources.teamtailor"),
    "bamboohr": ("BambooHR", "ingest.sources.bamboohr"),
    "workday": ("Workday", "ingest.sources.workday"),
    "rippling": ("Rippling", "ingest.sources.rippling"),
    "breezy": ("Breezy", "ingest.sources.breezy"),
    "pinpoint": ("Pinpoint", "ingest.sources.pinpoint"),
    "jazzhr": ("JazzHR", "ingest.sources.jazzhr"),
    "icims": ("iCIMS", "ingest.sources.icims"),
    "jsonld": ("JobPosting pages", "ingest.sources.jsonld"),
    "rss": ("RSS or Atom feed", "ingest.sources.rss"),
}


def source_named(name: str) -> Source:
    """The source of that name. Raises KeyError for one that there is none of."""
    return cast("Source", import_module(SOURCES[name][1]).SOURCE)


def source_choices() -> list[tuple[str, str]]:
    """For the model's field: a function, so that a new source needs no migration."""
    return [(name, label) for name, (label, _module) in SOURCES.items()]
