import csv
import gzip
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ingest.recognise import Recognised, recognise

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
        ("https://jobs.ashbyhq.com/Harbour%20Lights/90fb3621", "ashby", "Harbour Lights"),
        ("https://apply.workable.com/harbour/j/3862836931", "workable", "harbour"),
        ("https://harbour.workable.com/", "workable", "harbour"),
        ("https://harbour.recruitee.com/o/cook", "recruitee", "harbour"),
        ("https://jobs.harbour.example/api/offers/", "recruitee", "jobs.harbour.example"),
        ("https://harbour.teamtailor.com/jobs/1-cook", "teamtailor", "harbour"),
        ("https://harbour.na.teamtailor.com/jobs", "teamtailor", "na:harbour"),
        ("https://harbour.bamboohr.com/careers/12", "bamboohr", "harbour"),
        ("https://harbour.wd5.myworkdayjobs.com/en-US/External/job/x_1", "workday", "wd5:harbour/External"),
        ("https://harbour.wd103.myworkdayjobs.com/wday/cxs/harbour/External/jobs", "workday", "wd103:harbour/External"),
        ("https://wd3.myworkdaysite.com/en-US/recruiting/harbour/Careers", "workday", "wd3-site:harbour/Careers"),
        ("https://ats.rippling.com/en-GB/harbour/jobs/7527c74e", "rippling", "harbour"),
        ("https://ats.rippling.com/job/jobs", "rippling", "job"),
        ("https://harbour.breezy.hr/p/98323abf2296-cook", "breezy", "harbour"),
        ("https://harbour.pinpointhq.com/en/postings/1", "pinpoint", "harbour"),
        ("https://harbour.applytojob.com/apply/abc123/Cook", "jazzhr", "harbour"),
        ("https://careers-harbour.icims.com/jobs/47917/cook/job", "icims", "careers-harbour.icims.com"),
        ("https://harbour.example/remote-jobs.rss", "rss", "harbour.example/remote-jobs.rss"),
        ("https://blog.harbour.example/jobs/feed/", "rss", "blog.harbour.example/jobs/feed/"),
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
        "https://apply.workable.com/j/3862836931",
        "https://www.recruitee.com/",
        "https://www.icims.com/products",
        "https://harbour.myworkdayjobs.com/External",
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
            board = recognise(row["url"])
            # Where hosts differ from board to board, the host is the token.
            slug = urlsplit(row["url"]).hostname if row["ats"] == "icims" else row["slug"]
            all_[row["ats"]] += 1
            if board and slug and board.source == row["ats"] and board.slug.casefold() == slug.casefold():
                found[row["ats"]] += 1

    assert sum(all_.values()) == 42_049
    assert found.total() >= 0.995 * all_.total()
    assert {name: found[name] / all_[name] for name in all_ if found[name] < 0.98 * all_[name]} == {}
