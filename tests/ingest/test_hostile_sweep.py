"""Boards of every hostile kind beside healthy ones, visited by one worker process in the same sweep.

More than two hundred answers of the corpus, each as a board with a host of its own, and payloads that are whole but
meant to harm, at vendors whose other boards are healthy.
"""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.hostile_server import Script, scripts_of, serving
from config.development.running import CHECKOUT
from ingest.models import Board, Company, CompanySchedule, Posting, RawAnswer, Run
from ingest.raw_answers.keeping import MOST_BYTES
from ingest.sources import source_named
from tests.ingest.conftest import greenhouse
from tests.ingest.visits import DAY_0

CORPUS = Path(__file__).parent / "fetching" / "corpus" / "answers.jsonl"
ROWS = {row["name"]: row for row in map(json.loads, CORPUS.read_text().splitlines())}
MEGABYTE = 1024 * 1024
SLOTS = 8
# Each slot may hold one answer as large as its source allows, and half of one beside it.
MOST_MEGABYTES = SLOTS * 1.5 * 32
FEED = "<rss><channel><title>Jobs</title>%s</channel></rss>"
ITEM = "<item><guid>%d</guid><title>Beekeeper</title><link>https://a.example/%d</link></item>"

WORKER = """
import json, re, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import django
django.setup()
from config.clock import clock
from django.db import connection
from ingest.crawl import crawl
from ingest.fetching import client, polite
from ingest.schedule import claim

# As long to this server as half a minute, or a whole one, is to a real one.
client.READ_SECONDS, polite.TOTAL_SECONDS = 1.5, 6.0

def megabytes(name):
    return int(re.search(name + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

def visit(company):
    try:
        crawl(claim(company, None), clock.now())
    finally:
        connection.close()

def sweep(companies):
    with ThreadPoolExecutor(int(sys.argv[1])) as slots:
        for visited in [slots.submit(visit, company) for company in companies]:
            visited.result()

first, others, largest = json.load(sys.stdin)
sweep(first)
Path("/proc/self/clear_refs").write_text("5")
before = megabytes("VmRSS")
sweep(others)
peak = megabytes("VmHWM")
for _ in range(3):
    sweep(largest)
print(json.dumps({"before": before, "peak": peak, "later": megabytes("VmHWM")}))
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process' memory is read from Linux's /proc"),
]


@dataclass(frozen=True)
class Hostile:
    """What a board answers, and what must be said of it."""

    source: str
    script: Script
    outcomes: frozenset[str]


def whole(body: bytes, status: str = "200 OK", **headers: str) -> Script:
    """A complete answer, after which the connection stays."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
    return [{"send": head + body.decode("latin-1"), "stay": True}]


def in_pieces(start: str, unit: str, end: str = "", *, megabytes: float) -> Script:
    times = int(megabytes * MEGABYTE / len(unit))
    head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    return [{"send": head + start}, {"repeat": unit * 1_000, "times": times // 1_000}, {"send": end}]


def hostile(source: str, script: Script, *outcomes: str) -> Hostile:
    return Hostile(source, script, frozenset(outcomes))


ENDLESS: Script = [{"send": "HTTP/1.1 200 OK\r\n\r\n["}, {"repeat": "1," * 30_000}]
BOMB: Script = [{"send": "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"}, {"zeros": 1024 * MEGABYTE, "as": "gzip"}]
BILLION_LAUGHS = "<!DOCTYPE r [<!ENTITY a '" + "a" * 50_000 + "'>]><rss><channel>" + "&a;" * 50_000 + "</channel></rss>"
PAYLOADS = {
    "deep-json": hostile("greenhouse", whole(b'{"jobs":' + b"[" * 200_000), "malformed"),
    "huge-id": hostile("greenhouse", whole(b'{"jobs":[{"id":' + b"9" * 500_000 + b"}]}"), "malformed", "partial"),
    "huge-string-id": hostile(
        "ashby", whole(json.dumps({"jobs": [{"id": "x" * 500_000, "title": "T"}]}).encode()), "malformed", "partial"
    ),
    # With a sign in the place of what is no character.
    "invalid-utf-8": hostile("lever", whole(b'[{"id":"\xff\xfe","text":"\xc3\x28"}]'), "ok"),
    "wrong-types": hostile("greenhouse", whole(b'{"jobs":{"id":"7"}}'), "malformed"),
    "nulls": hostile("lever", whole(b"[null,null,null]"), "malformed", "partial"),
    "millions-of-objects": hostile("greenhouse", in_pieces('{"jobs":[', "{},", "{}]}", megabytes=31), "malformed"),
    "millions-of-numbers": hostile("ashby", in_pieces('{"jobs":[', "1,", "1]}", megabytes=31), "malformed"),
    "millions-of-elements": hostile("rss", in_pieces("<rss><channel>", "<item/>", megabytes=31), "malformed"),
    "xml-bomb": hostile("rss", whole(BILLION_LAUGHS.encode()), "malformed"),
    "xml-of-this-machine": hostile(
        "rss", whole(b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>'), "malformed"
    ),
    "html-instead-of-xml": hostile("rss", whole(b"<!DOCTYPE html><h1>502 Bad Gateway</h1>"), "malformed"),
    "html-error-page-of-the-vendor": hostile("greenhouse", whole(b"<html><title>Sorry</title>"), "malformed"),
    "unclosed-tags": hostile("jazzhr", whole(b"<html>" + b"<a b='" * 100_000), "malformed"),
    "endless-json": hostile("lever", ENDLESS, "too_large"),
    "gzip-bomb": hostile("recruitee", BOMB, "too_large"),
    "503-storm": hostile("pinpoint", whole(b"", "503 Sorry"), "unreachable"),
    "reset": hostile("ashby", [{"reset": True}], "unreachable"),
}
# What the corpus expects under a smaller bound, or in less time.
OTHERWISE = {
    "bomb-just-below-cap": frozenset({"malformed"}),
    "length-beyond-cap": frozenset({"malformed"}),
    "redirect-slow-loop": frozenset({"unreachable"}),
}
STORM = hostile("breezy", whole(b"", "503 Sorry"), "unreachable", "throttled")


def add(name: str, source: str, token: str) -> int:
    company = Company.objects.create(name=name, slug=name, created_at=DAY_0)
    host = source_named(source).host(token)
    CompanySchedule.objects.create(company=company, host=host, next_run_at=DAY_0)
    Board.objects.create(company=company, source=source, token=token, added_at=DAY_0)
    return company.id


def asked_at(source: str, token: str) -> str:
    """The host and path of the first request, under which the server finds its script."""
    url = source_named(source).first_request(token).url
    return url.partition("://")[2].partition("?")[0]


class Sweep:
    """Companies by name, and what the server answers for them."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = scripts_of(CORPUS)
        self.expected: dict[str, frozenset[str]] = {}
        self.ids: dict[str, int] = {}

    def healthy(self, name: str, source: str) -> None:
        body = json.dumps(greenhouse(*range(30))).encode()
        if source == "rss":
            body = (FEED % "".join(ITEM % (number, number) for number in range(30))).encode()
        self.add(name, Hostile(source, whole(body), frozenset({"ok"})))

    def add(self, name: str, board: Hostile) -> None:
        token = f"{name}.feeds.example/jobs" if board.source == "rss" else name
        self.scripts[asked_at(board.source, token)] = board.script
        self.expected[name], self.ids[name] = board.outcomes, add(name, board.source, token)

    def corpus(self) -> None:
        for name, row in ROWS.items():
            # An answer that can be read is no feed, and so is one at the end of redirects.
            kinds = frozenset(row["kind"].split("|") if "kind" in row else ["malformed"])
            self.expected[name] = kinds | OTHERWISE.get(name, frozenset())
            self.ids[name] = add(name, "rss", f"{name}.hostile.example/{name}")


@pytest.fixture
def sweep(transactional_db: None) -> Sweep:
    made = Sweep()
    for number in range(24):
        made.healthy(f"good-{number}", "rss" if number % 3 == 0 else "greenhouse")
    for name, board in PAYLOADS.items():
        made.add(name, board)
    for number in range(12):
        made.add(f"storm-{number}", STORM)
    made.corpus()
    return made


def run_worker(sweep: Sweep, environment: dict[str, str]) -> dict[str, float]:
    """First some healthy boards, so that everything is loaded; then all others, the healthy ones among them."""
    names = sorted(sweep.ids, key=lambda name: name[::-1])
    first = [sweep.ids[f"good-{number}"] for number in range(6)]
    others = [sweep.ids[name] for name in names if sweep.ids[name] not in first]
    with serving(sweep.scripts) as server:
        done = subprocess.run(
            [sys.executable, "-c", WORKER, str(SLOTS)],
            input=json.dumps([first, others, [sweep.ids[name] for name in PAYLOADS]]),
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings", "INGEST_GATEWAY": server.url},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3_000:]
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_sweep_over_hostile_boards_is_bounded_in_memory_and_touches_nobody_else(
    sweep: Sweep, process_environment: dict[str, str]
) -> None:
    memory = run_worker(sweep, process_environment)
    runs = {run.company.slug: run for run in Run.objects.select_related("company").order_by("-id")}
    assert runs.keys() == sweep.ids.keys()
    wrong = {
        name: f"{run.outcome}: {run.reason}" for name, run in runs.items() if run.outcome not in sweep.expected[name]
    }
    assert wrong == {}
    healthy = [run for name, run in runs.items() if name.startswith("good-")]
    assert Counter((run.outcome, run.created) for run in healthy) == {("ok", 30): 24}
    for run in runs.values():
        assert run.outcome == "ok" or (run.reason and run.reason.isprintable())
    assert (
        not Posting.objects.exclude(company__slug__startswith="good-").exclude(company__slug="invalid-utf-8").exists()
    )
    assert not CompanySchedule.objects.filter(lease_until__isnull=False).exists()
    assert memory["peak"] - memory["before"] < MOST_MEGABYTES, memory
    # And again and again: it is no leak.
    assert memory["later"] - memory["before"] < MOST_MEGABYTES, memory
    assert max(len(row.body or b"") for row in RawAnswer.objects.all()) <= MOST_BYTES
