"""What a page says about boards: pages as companies have them, each cut to what matters."""

import time

import pytest

from ingest.recognise import Recognised
from ingest.recognising.evidence import Kind
from ingest.recognising.page import PageRead, read_page

HERE = "https://www.acorn.example/company/"


def read(page: str, url: str = HERE) -> PageRead:
    return read_page(page.encode(), url)


@pytest.mark.parametrize(
    ("markup", "source", "token", "kind"),
    [
        ('<iframe src="https://boards.greenhouse.io/embed/job_board?for=acorn">', "greenhouse", "acorn", Kind.FRAME),
        ("<iframe data-src='//acorn.jobs.personio.de/?language=en'>", "personio", "de:acorn", Kind.FRAME),
        (
            '<object data="https://careers-acorn.icims.com/jobs/search?in_iframe=1">',
            "icims",
            "careers-acorn.icims.com",
            3,
        ),
        (
            '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acorn">',
            "greenhouse",
            "acorn",
            Kind.SCRIPT,
        ),
        ('<script async src="https://jobs.ashbyhq.com/Acorn/embed?version=2">', "ashby", "Acorn", Kind.SCRIPT),
        ('<script src="//app.jazz.co/widgets/basic/create/acorn">', "jazzhr", "acorn", Kind.SCRIPT),
        ('<script src="https://acorn.bamboohr.com/js/embed.js">', "bamboohr", "acorn", Kind.SCRIPT),
        ('<div id="BambooHR" data-domain="acorn.bamboohr.com" data-version="1">', "bamboohr", "acorn", Kind.WIDGET),
        ("<script>window.leverJobsOptions = {accountName: 'acorn', includeCss: true};", "lever", "acorn", Kind.WIDGET),
        ("<script>whr(document).ready(() => whr_embed(418020, {base: 'jobs'}))", "workable", "418020", Kind.WIDGET),
        ('<script>widget({"company_code": "AcornGroup", "language": "de"})', "smartrecruiters", "AcornGroup", 5),
        ("<script>Greenhouse.init({ boardToken: 'acorn' })", "greenhouse", "acorn", Kind.WIDGET),
        ('<a href="https://jobs.lever.co/acorn/0b0ea1fb-1f">Cook</a>', "lever", "acorn", Kind.LINK),
        ('<a href="https://acorn.wd5.myworkdayjobs.com/en-US/Ext">', "workday", "wd5:acorn/Ext", Kind.LINK),
        ("<a class=x href=https://ats.rippling.com/acorn/jobs>", "rippling", "acorn", Kind.LINK),
        ('<a href="https://acorn.breezy.hr/p/98323abf2296-cook?a=1&amp;b=2">', "breezy", "acorn", Kind.LINK),
        ('<form action="https://acorn.recruitee.com/o/cook/c/new">', "recruitee", "acorn", Kind.LINK),
        ('<script>fetch("https:\\/\\/api.lever.co\\/v0\\/postings\\/acorn?mode=json")', "lever", "acorn", Kind.CODE),
        ('<script>load("//boards-api.greenhouse.io/v1/boards/acorn/jobs")', "greenhouse", "acorn", Kind.CODE),
        ('<p data-board="https://apply.workable.com/acorn/">', "workable", "acorn", Kind.CODE),
        ('<meta http-equiv="refresh" content="0; url=https://acorn.teamtailor.com/">', "teamtailor", "acorn", 1),
        ('<link rel="canonical" href="https://jobs.smartrecruiters.com/Acorn">', "smartrecruiters", "Acorn", Kind.OWN),
        ('<meta property="og:url" content="https://acorn.pinpointhq.com/">', "pinpoint", "acorn", Kind.OWN),
        (
            '<link rel="alternate" type="application/rss+xml" title="Open jobs" href="/feeds/42">',
            "rss",
            "www.acorn.example/feeds/42",
            Kind.FEED,
        ),
    ],
)
def test_a_page_gives_its_board_away(markup: str, source: str, token: str, kind: int) -> None:
    best = read(f"<html><body><a href='/about'>About</a>{markup}</body></html>").candidates[0]

    assert (best.board, best.kind) == (Recognised(source, token), kind)
    assert HERE in best.evidence


@pytest.mark.parametrize(
    "markup",
    [
        # What vendors put on the pages of their customers, or of everybody.
        '<a href="https://www.greenhouse.io/?utm_source=board">Powered by Greenhouse</a>',
        '<script src="https://static.smartrecruiters.com/job-widget/1.6.1/script/smart_widget.js">',
        '<script src="https://assets.breezy.hr/x.js">',
        '<a href="https://support.teamtailor.com/en">',
        '<a href="https://resources.workable.com/tutorial">',
        '<script src="https://www.workable.com/assets/embed.js">',
        # Given up, or another's.
        '<!-- <iframe src="https://boards.greenhouse.io/embed/job_board?for=acorn"></iframe> -->',
        '<!-- never closed <a href="https://jobs.lever.co/acorn">',
        '<a href="https://evil.example/?to=jobs.lever.co">',
        '<link rel="alternate" type="application/rss+xml" title="Acorn news" href="/blog/feed">',
        '<link rel="alternate" hreflang="de" href="/jobs.rss">',
        '<a href="mailto:jobs@acorn.example">',
        '<a href="http://[broken">',
        "<a href>",
    ],
)
def test_what_only_looks_like_a_board_is_none(markup: str) -> None:
    assert read(markup).candidates == ()


def test_the_best_evidence_wins_and_the_others_are_kept() -> None:
    page = read(
        '<a href="https://jobs.lever.co/partner">Our partner</a>'
        '<a href="https://jobs.lever.co/partner/1">hires too</a>'
        '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acorn"></script>'
    )

    assert [(found.board.token, found.times) for found in page.candidates] == [("acorn", 1), ("partner", 2)]
    assert page.candidates[1].evidence == f"{HERE} links to https://jobs.lever.co/partner (2 times)"


def test_among_equal_evidence_the_board_that_is_named_more_often_wins() -> None:
    links = "".join(f'<a href="https://jobs.lever.co/acorn/{number}">' for number in range(3))

    assert read(f'<a href="https://jobs.lever.co/partner/1">{links}').candidates[0].board.token == "acorn"


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        ('<script src="https://assets-aws.teamtailor-cdn.com/packs/app.js"></script>', "teamtailor"),
        ('<img src="https://careers.recruiteecdn.com/image/upload/x.png">', "recruitee"),
        ('<script src="https://assets.pinpointhq.com/x.js"></script>', "pinpoint"),
        ('<link href="https://assets.jibecdn.com/x.css" rel="stylesheet">', "icims"),
        ('<a href="/api/offers/">', "recruitee"),
        ('<link rel="alternate" type="application/rss+xml" title="Jobs" href="/jobs.rss">', "teamtailor"),
    ],
)
def test_a_vendors_page_on_a_customers_domain_is_to_be_proven_by_its_answer(markup: str, source: str) -> None:
    page = read(markup, "https://jobs.acorn.example/")

    assert page.to_prove == (Recognised(source, "jobs.acorn.example"),)
    assert [found.kind for found in page.candidates if found.kind != Kind.FEED] == []


@pytest.mark.parametrize(
    ("links", "careers"),
    [
        ('<a href="/about">About</a><a href="/careers">Careers</a>', "https://www.acorn.example/careers"),
        ('<a href="karriere/">Karriere</a>', "https://www.acorn.example/company/karriere/"),
        ('<a href="https://jobs.acorn.example/#top">Jobs</a>', "https://jobs.acorn.example/"),
        ('<a href="https://acorn-careers.example/">Join us</a>', "https://acorn-careers.example/"),
        ('<a href="/news/new-jobs-in-leeds">Jobs for Leeds</a><a href="/jobs">x</a>', "https://www.acorn.example/jobs"),
        ('<a href="/equipe"><span>Rejoignez</span> nous</a>', "https://www.acorn.example/equipe"),
        ('<base href="https://acorn.example/en/"><a href="careers">Careers</a>', "https://acorn.example/en/careers"),
        ('<a href="https://www.linkedin.com/company/acorn/jobs">Jobs</a>', ""),
        ('<a href="https://other.example/careers">Careers</a>', ""),
        (f'<a href="{HERE}#careers">Careers</a>', ""),
        ('<a href="/about">About</a>', ""),
    ],
)
def test_the_careers_page_is_found_among_the_links(links: str, careers: str) -> None:
    assert read(links).careers == careers


def test_a_feed_that_was_asked_for_itself_is_a_feed_or_its_vendors() -> None:
    plain = '<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'
    vendors = '<?xml version="1.0"?><rss xmlns:tt="https://teamtailor.com/locations"><channel></channel></rss>'

    assert read(plain, "https://acorn.example/openings?x=1").candidates[0].board == Recognised(
        "rss", "acorn.example/openings?x=1"
    )
    assert read(vendors, "https://jobs.acorn.example/all").candidates[0].board == Recognised(
        "teamtailor", "jobs.acorn.example"
    )


def test_a_page_tells_its_sites_name_and_how_much_was_looked_through() -> None:
    page = read(
        '<meta property="og:site_name" content="Acorn &amp; Sons"><a href="/x">x</a><iframe src="/y"></iframe>'
        '<script>var x = "&lt;";</script>'
    )

    assert page.site_name == "Acorn & Sons"
    assert page.counted == "1 links, 1 frames, 1 scripts"


def test_a_posting_on_the_page_is_seen() -> None:
    page = read('<script type="application/ld+json">{"@type": "JobPosting", "title": "Cook"}</script>')

    assert page.has_posting
    assert not read('<script type="application/ld+json">{"@type": "Organization"}').has_posting


@pytest.mark.parametrize(
    "part",
    [
        *("<!", "<!--", "<a ", "<a>", "<", "</a", "<![CDATA[", '<a href="', "<a b=\"x='", "//a.b", "a.", "greenhouse"),
        *("leverJobsOptions={", '<script type="application/ld+json">', "<script>", "&#", "\\/", "<base href='//["),
    ],
)
def test_a_page_that_was_built_to_take_long_does_not(part: str) -> None:
    began = time.process_time()
    read(part * (1_500_000 // len(part)))

    assert time.process_time() - began < 10


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"{}", b"%PDF-1.7", b"<" * 50, "ä".encode("utf-16")])
def test_what_is_no_page_has_no_board(body: bytes) -> None:
    assert read_page(body, HERE).candidates == ()
