"""A small made-up site: companies, postings, people with saved searches, and mail, for browsers and screenshots."""

import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.clock import clock
from config.standalone.mailbox import Envelope, mailbox_folder, store
from ingest.models import Absence, Company, Posting, Run
from ingest.models.posting import ClosedReason, Status
from notifications.models import Digest, DigestItem, Match, SavedSearch, Subscriber
from notifications.models.saved_search import Frequency
from notifications.saving import follow, save_search
from search.criteria import Criteria
from tests import sample_rows

SCREENS = Path(__file__).parents[2] / "var" / "screens"
READER = "reader@demo.example"
STAFF = "staff@demo.example"
COMPANIES = (
    "Aldersea Instruments",
    "Brightwater Logistics",
    "Corvin & Söhne",
    "Dunmore Health",
    "Évreux Énergie",
    "Fernhollow Games",
    "Gannet Robotics",
    "Very Long Named Holding Company of the Northern and Southern Coasts",
)
TITLES = (
    "Data engineer",
    "Senior Python developer (m/f/d)",
    "Werkstudent Datenanalyse",
    "Product designer, growth",
    "Ingénieure systèmes embarqués",
    "Nurse, night shift",
    "Warehouse team lead",
    "Staff site reliability engineer, payments and ledger infrastructure, Europe, Middle East and Africa",
    "C++ developer",
    "Accountant",
)
PLACES = (("Berlin", "DE"), ("Lyon", "FR"), ("Leeds", "GB"), ("Austin", "US"), ("Zürich", "CH"))
TEXT = """<h2>What you will do</h2><p>You build <strong>pipelines</strong> in Python and SQL that carry the readings of
forty thousand instruments into one place, every minute of the day.</p><ul><li>Design tables that stay fast.</li>
<li>Talk with the people who read them.</li></ul><h2>What you bring</h2><p>Some years with PostgreSQL, and patience.
See <a href="https://example.org/team">the team</a>.</p>"""
MAIL = b"""From: Rolewatch <rolewatch@localhost>\r
To: reader@demo.example\r
Subject: 3 new postings for you\r
Date: Mon, 16 Nov 2026 07:00:00 +0000\r
Message-ID: <digest.sample@localhost>\r
List-Unsubscribe: <SITE/u/sample/>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="part"\r
\r
--part\r
Content-Type: text/plain; charset="utf-8"\r
\r
Data engineer at Aldersea Instruments\r
SITE/postings/0/data-engineer/\r
--part\r
Content-Type: text/html; charset="utf-8"\r
\r
<!doctype html><html><head><style>h1 { color: #0b5f6b }</style></head><body><h1>New for you</h1>
<p><a href="SITE/postings/0/data-engineer/">Data engineer</a> at Aldersea Instruments</p></body></html>\r
--part--\r
"""


def fill(var: Path, url: str) -> None:
    """Into an empty database, and the mailbox under `var`. Always the same. `url` is where the site answers."""
    chance = random.Random(7)
    companies = [sample_rows.company(name) for name in COMPANIES]
    for company in companies[:-1]:
        _postings(company, chance)
    reader = sample_rows.subscriber(READER, time_zone="Europe/Berlin")
    sample_rows.subscriber(STAFF, is_staff=True, is_superuser=True)
    _searches(reader, companies[0])
    _trouble(companies)
    for number in range(3):
        put_mail(var, url, days_ago=number)


def put_mail(var: Path, url: str, *, days_ago: int = 0, end_of_body: bytes = b"") -> str:
    """The key of the mail in the mailbox."""
    received = clock.now() - timedelta(days=days_ago)
    message = MAIL.replace(b"SITE", url.encode()).replace(b"</body>", end_of_body + b"</body>")
    return store(mailbox_folder(var), Envelope(received.isoformat(), "rolewatch@localhost", [READER]), message)


def _postings(company: Company, chance: random.Random) -> None:
    for number in range(chance.randint(4, 12)):
        city, country = chance.choice(PLACES)
        low = Decimal(chance.randint(40, 70) * 1000)
        paid: dict[str, Any] = {
            "salary_min": low,
            "salary_max": low + 15_000,
            "salary_currency": "EUR",
            "salary_period": "year",
        }
        sample_rows.posting(
            company,
            chance.choice(TITLES),
            text=TEXT,
            locations=[{"text": f"{city}, {country}", "city": city, "region": None, "country": country}],
            countries=[country],
            workplace=chance.choice(("onsite", "hybrid", "remote", "")),
            employment_type=chance.choice(("full_time", "part_time", "internship", "")),
            department=chance.choice(("", "Engineering", "Operations")),
            first_seen_at=clock.now() - timedelta(days=number * 2, hours=chance.randint(0, 20)),
            **(paid if chance.random() < 0.4 else {}),
        )


def _searches(reader: Subscriber, company: Company) -> None:
    at = clock.now()
    python = save_search(reader, Criteria(text="python", countries=("DE",)), "Python in Germany", Frequency.DAILY, at)
    save_search(reader, Criteria(workplaces=("remote",)), "Anything remote", Frequency.WEEKLY, at)
    follow(reader, company, at)
    _matches(reader, python)
    digest = Digest.objects.create(
        subscriber=reader, kind="scheduled", slot_date=at.date(), built_at=at, message_id="<digest.sample@localhost>"
    )
    for posting in Posting.objects.order_by("id")[:2]:
        DigestItem.objects.create(digest=digest, posting=posting, saved_search=python, why="Your search for Python")


def _matches(reader: Subscriber, saved: SavedSearch) -> None:
    at = clock.now()
    for number, posting in enumerate(Posting.objects.order_by("id")[:4]):
        settled = {"settled_at": at, "reason": "mailed"} if number < 2 else {}
        Match.objects.create(saved_search=saved, posting=posting, subscriber=reader, matched_at=at, **settled)


def _trouble(companies: list[Company]) -> None:
    """What staff look at: failed runs, held postings, a paused company, a closed posting."""
    at = clock.now()
    for company, outcome, reason in (
        (companies[0], "ok", ""),
        (companies[1], "throttled", "429 from boards.example.org: asked again in 10 minutes."),
        (companies[2], "malformed", "The listing is HTML where JSON was expected."),
    ):
        Run.objects.create(company=company, at=at, started_at=at, finished_at=at, outcome=outcome, reason=reason)
    companies[2].schedule.active, companies[2].schedule.paused_reason = False, "its board is gone"
    companies[2].schedule.save()
    for posting in Posting.objects.filter(company=companies[3])[:3]:
        Absence.objects.create(posting=posting, board=posting.board, state=Absence.State.HELD, since=at)
    closed = Posting.objects.filter(company=companies[0]).order_by("id")[:1]
    Posting.objects.filter(pk__in=[posting.pk for posting in closed]).update(
        status=Status.CLOSED, closed_at=at, closed_reason=ClosedReason.ABSENT
    )
