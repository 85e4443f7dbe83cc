import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from ingest.recognise import Recognised, recognise
from ingest.sources import SOURCES

BOARDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "datasets" / "company_boards.csv.gz"


@pytest.mark.parametrize(
    ("url", "source", "token"),
    [
        ("https://boards.greenhouse.io/tidewater", "greenhouse", "tidewater"),
        ("https://job-boards.greenhouse.io/tidewater/jobs/8365523002?gh_src=x", "greenhouse", "tidewater"),
        ("https://job-boards.eu.greenhouse.io/Tidewater", "greenhouse", "Tidewater"),
        ("https://boards.greenhouse.io/embed/job_board?for=tidewater&b=x", "greenhouse", "tidewater"),
        ("https://boards.greenhouse.io/embed/job_board/js?for=tidewater", "greenhouse", "tidewater"),
        ("https://boards.greenhouse.io/embed/job_app?token=1&for=tidewater", "greenhouse", "tidewater"),
        ("https://boards-api.greenhouse.io/v1/boards/tidewater/jobs?content=true", "greenhouse", "tidewater"),
        ("HTTPS://JOBS.LEVER.CO/Kestrel/0b0ea1fb/apply", "lever", "Kestrel"),
        ("jobs.lever.co/kestrel", "lever", "kestrel"),
        ("https://jobs.eu.lever.co/kestrel", "lever", "eu:kestrel"),
        ("https://jobs.lever.co/1840%26Company", "lever", "1840&Company"),
        ("https://careers.smartrecruiters.com/OrchardGroup/apples", "smartrecruiters", "OrchardGroup"),
        ("https://jobs.smartrecruiters.com/OrchardGroup/744000129971981-grafter", "smartrecruiters", "OrchardGroup"),
        ("https://jobs.smartrecruiters.com/oneclick-ui/company/Orchard/publication/1", "smartrecruiters", "Orchard"),
        ("https://mill.jobs.personio.com/job/1?language=de", "personio", "mill"),
        ("https://Mill.jobs.personio.de", "personio", "de:mill"),
        ("http://www.boards.greenhouse.io:80/tidewater#top", "greenhouse", "tidewater"),
    ],
)
def test_careers_urls_are_boards(url: str, source: str, token: str) -> None:
    assert recognise(url) == Recognised(source, token)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "tidewater",
        "https://tidewater.example/careers",
        "https://boards.greenhouse.io/",
        "https://boards.greenhouse.io/embed/job_board",
        "https://boards.greenhouse.io.evil.example/tidewater",
        "https://evil.example/boards.greenhouse.io/tidewater",
        "https://boards.greenhouse.io@evil.example/tidewater",
        "https://boards.greenhouse.io\\@evil.example/tidewater",
        "https://boards.greenhouse.io:8443/tidewater",
        "ftp://boards.greenhouse.io/tidewater",
        "https://jobs.lever.co/",
        "https://a.b.jobs.personio.de/",
        "https://jobs.personio.de/",
        "https://[::1",
        "https://boards.greenhouse.io/" + "a" * 3_000,
        "https://boards.greenhouse.io/tide\nwater",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    assert recognise(url) is None


@pytest.mark.shared
@pytest.mark.skipif(not BOARDS.exists(), reason="the list of real boards is not here")
def test_real_careers_urls_come_back_as_their_board() -> None:
    found, all_ = Counter[str](), Counter[str]()
    with gzip.open(BOARDS, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["ats"] not in SOURCES:
                continue
            board = recognise(row["url"])
            all_[row["ats"]] += 1
            if board and board.source == row["ats"] and board.token.casefold() == row["slug"].casefold():
                found[row["ats"]] += 1

    assert {name: found[name] / all_[name] for name in all_ if found[name] < 0.995 * all_[name]} == {}
    assert sum(all_.values()) > 10_000
