"""What strangers may send instead of a board: every source reads it or says why not, at once and in little memory.

A parser that is busy for seconds holds every thread of its worker, and with them the leases of other companies.
"""

import signal
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from ingest.sources import SOURCES, bounds, source_named
from ingest.sources.decoding import MOST_BAD
from ingest.sources.tree import tree_of, words_of
from ingest.sources.types import BadToken, MalformedPayload, Request, Source

SIZE = 200_000
SECONDS = 3.0
TOKENS = {
    "workday": "wd5:acorn/Careers",
    "jsonld": "acorn.example/jobs",
    "rss": "acorn.example/feed.xml",
    "icims": "careers-acorn.icims.com",
}
OPENED = "<html><head></head><body>"


def filled(unit: str, size: int = SIZE) -> str:
    return (unit * (size // len(unit) + 1))[:size]


UNITS = [
    "<!--",
    "<![CDATA[",
    "<a ",
    "<",
    "</",
    "</a",
    "&",
    "<!x",
    "<?",
    '<a b="',
    "<a b='c'd ",
    "<p>",
    "<p>x",
    "<div>",
    '<div class="job">',
    "<script>",
    "<style>",
    "<title>",
    '<script type="application/ld+json">',
    '<script type="application/ld+json">{',
    '<a href="/jobs/1/x">',
    '<meta name="',
    "<a class=",
    "x</b>",
    '<a href="https://x.icims.com/jobs/',
    '<li class="iCIMS_JobCardItem">',
    "<loc>",
    "{",
    '"',
    "\\",
    " ",
    "\n",
    "\r\n",
]
ITEM = '{"id":1,"title":"%s","name":"%s","absolute_url":"https://a.example/1"}'
BODIES = {
    **{f"a page of {unit!r}": OPENED + filled(unit) for unit in UNITS},
    "nothing": "",
    "zeros": "\0" * SIZE,
    "lists in lists": "[" * SIZE,
    "objects in objects": filled('{"jobs":'),
    "a deep list of jobs": '{"jobs":' + "[" * (SIZE // 2) + "]" * (SIZE // 2) + "}",
    "an id of many digits": '{"jobs":[{"id":' + "9" * SIZE + "}]}",
    "an id beyond 64 bits": '{"jobs":[' + ITEM.replace("1", "9" * 40, 1) + "]}",
    "jobs that are numbers": '{"jobs":[' + filled("1,", 20_000) + "1]}",
    "jobs that are empty": '{"jobs":[' + filled("{},", 21_000) + "{}]}",
    "a list of empty objects": "[" + filled("{},", 21_000) + "{}]",
    "a title of markup": '{"jobs":[' + ITEM % (filled("<"), "x") + "]}",
    "a title of escaped zeros": '{"jobs":[' + ITEM % ("\\u0000" * (SIZE // 6), "x") + "]}",
    "a title of half characters": '{"jobs":[' + ITEM % ("\\ud800" * (SIZE // 6), "x") + "]}",
    "one key again and again": "{" + filled('"jobs":[],') + '"jobs":[]}',
    "one id with many texts": '{"jobs":[' + ",".join(ITEM % (n, n) for n in range(3_000)) + "]}",
    "a wrong type": '{"jobs":{"jobs":"jobs"},"content":7,"results":null,"offers":[7],"positions":"x"}',
    "items without an end": "<rss><channel>" + filled("<item/>"),
    "empty items": "<rss><channel>" + filled("<item/>") + "</channel></rss>",
    "empty positions": "<workzag-jobs>" + filled("<position/>", 22_000) + "</workzag-jobs>",
    "elements in elements": filled("<a>"),
    "many attributes": "<rss " + " ".join(f'a{number}="1"' for number in range(SIZE // 12)) + "/>",
    "many namespaces": "<rss " + " ".join(f'xmlns:a{number}="u"' for number in range(2_000)) + "/>",
    "entities that double": '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
    "an entity used often": f'<!DOCTYPE r [<!ENTITY a "{"a" * 9_000}">]><rss>{"&a;" * 9_000}</rss>',
    "an entity of this machine": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
    "a page instead of a feed": "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>",
    "a sitemap of itself": "<urlset>" + "<url><loc>https://acorn.example/jobs/1</loc></url>" * 4_000 + "</urlset>",
}


class TooSlow(BaseException):
    """Not to be taken for a failure of the parser."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    # Of this process's own time, so that a busy machine fails no test; and an end, should it wait.
    began = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, 10 * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.process_time() - began < seconds


def read_all(source: Source, body: bytes, token: str, request: Request | None) -> None:
    """Everything that a visit would do with an answer."""
    try:
        page = source.listing(body, token, request)
    except (MalformedPayload, BadToken):
        return
    for entry in page.entries:
        with suppress(MalformedPayload):
            source.posting(entry, token)
    assert all(bad.reason for bad in page.bad)


@pytest.mark.parametrize("name", SOURCES)
def test_no_answer_keeps_a_parser_busy_or_is_its_end(name: str) -> None:
    source, token = source_named(name), TOKENS.get(name, "acorn")
    first = source.first_request(token)
    sitemaps = [Request(first.url, expected="sitemap")] if name == "jsonld" else []
    for what, text in BODIES.items():
        body = text.encode("utf-8", "surrogatepass")
        for request in (first, None, *sitemaps):
            try:
                with within(SECONDS):
                    read_all(source, body, token, request)
            except TooSlow:
                pytest.fail(f"{name} is busy for ever with {what}")
        with within(SECONDS), suppress(MalformedPayload):
            source.detail(body, None, token)


LARGE = bounds.HARMLESS_BYTES + 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("greenhouse", b'{"jobs":[' + b"{}," * LARGE + b"{}]}"),
        ("lever", b"[" + b"[]," * LARGE + b"[]]"),
        ("ashby", b'{"jobs":[' + b"1," * LARGE + b"1]}"),
        ("personio", b"<workzag-jobs>" + b"<a/>" * LARGE + b"</workzag-jobs>"),
        ("rss", b"<rss><channel>" + b"<item/>" * LARGE + b"</channel></rss>"),
    ],
)
def test_millions_of_parts_are_counted_and_not_made(name: str, body: bytes) -> None:
    token = TOKENS.get(name, "acorn")
    tracemalloc.start()
    try:
        with within(SECONDS), pytest.raises(MalformedPayload, match="more than any board"):
            source_named(name).listing(body, token, None)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_list_of_which_nothing_can_be_read_is_given_up() -> None:
    body = b'{"jobs":[' + b"{}," * (2 * MOST_BAD) + b"{}]}"
    with pytest.raises(MalformedPayload, match=r"More than 10,000 items cannot be read, item 1: "):
        source_named("greenhouse").listing(body, "acorn")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>a<!-- <p>b --><b>c</b>d", "a c d"),
        ("<p title='a > b'>c", "c"),
        ("<p title=a>c &amp; d</p>", "c & d"),
        ("<script>a<b></script>c<style>d</style>", "c"),
        ("<!DOCTYPE html><?php x ?>a", "a"),
        ("a <b<p>c", "a <b c"),
        ("1 < 2", "1 < 2"),
        ("a<br>b</i>c", "a bc"),
    ],
)
def test_a_page_is_read_as_a_browser_would(page: str, words: str) -> None:
    assert words_of(tree_of(page)) == words


def test_attributes_are_read_with_and_without_quotes() -> None:
    [link] = tree_of("<A HREF='/x?a=1&amp;b=2' data-x=\"1\" class=big hidden>t</A>")
    assert link.attrib == {"href": "/x?a=1&b=2", "data-x": "1", "class": "big", "hidden": ""}
