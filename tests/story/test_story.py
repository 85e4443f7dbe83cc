"""A board becomes an email: the whole way, on real components, told in days.

PostgreSQL, RabbitMQ, OpenSearch, an SMTP server, and web, workers and beat as real processes. Only vendors are ours.
"""

from datetime import UTC, datetime, timedelta

from kombu import Connection

from config.routes import QUEUE_OF
from tests.ingest.vendor import Vendor
from tests.installation.installation import Installation
from tests.story.boards import CAREERS, Role, show
from tests.story.people import Person

DAY_0 = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
# Boards are read before breakfast, and the mail goes out at seven.
EARLY, BREAKFAST = timedelta(hours=-7), timedelta(hours=-4, minutes=-59)

BEEKEEPER = Role(1, "Beekeeper", "Lisbon, Portugal", "Looks after forty hives.")
WEAVER = Role(1, "Weaver", "Leeds", "Weaves cloth by hand.")
DRIVER = Role(1, "Tram Driver", "Lyon", "Drives line 3.")
WATCHMAKER = Role(1, "Uhrmacher", "Dresden", "Repariert alte Uhren.")

PYTHON_HIVES = Role(2, "Python Engineer", "Lisbon, Portugal", "Writes software that counts bees, in Python.")
PYTHON_LOOMS = Role(2, "Software Developer", "Leeds", "Looms speak Python and C++ here.")
TRAM_PYTHON = Role(2, "Timetable Analyst", "Lyon", "Plans lines with Python and patience.")
CLOCK_SELLER = Role(2, "Verkäufer", "Dresden", "Verkauft Uhren.")
HONEY_TASTER = Role(3, "Honey Taster", "Lisbon, Portugal", "Tastes honey all day.")
PYTHON_LATER = Role(3, "Data Engineer", "Leeds", "Moves data with Python.")


def titles(text: str) -> set[str]:
    """The titles of the story's roles that a mail names."""
    roles = [PYTHON_HIVES, PYTHON_LOOMS, TRAM_PYTHON, CLOCK_SELLER, HONEY_TASTER, PYTHON_LATER]
    return {role.title for role in [*roles, BEEKEEPER, WEAVER, DRIVER, WATCHMAKER] if role.title in text}


def test_a_board_becomes_an_email(  # noqa: PLR0915  A story is told from its beginning to its end.
    installation: Installation, vendor: Vendor
) -> None:
    installation.processes.environment["INGEST_GATEWAY"] = vendor.url
    mailbox = installation.mailbox

    # Day 0: staff add four companies. What their boards show already is on the pages, and told to nobody.
    for company, role in zip(CAREERS, [BEEKEEPER, WEAVER, DRIVER, WATCHMAKER], strict=True):
        show(vendor, company, role)
    for url in CAREERS.values():
        installation.manage("ingest", url, "--at", (DAY_0 - timedelta(hours=1)).isoformat())
    installation.sql("UPDATE ingest_companyschedule SET next_run_at = %s", [DAY_0])
    with installation.running_at(DAY_0):
        installation.wait_until_idle()
        ada, bob, eve = (Person(installation.web, f"{name}@people.example") for name in ("ada", "bob", "eve"))
        for title in ("Beekeeper", "Weaver", "Tram Driver", "Uhrmacher"):
            assert title in ada.get("/").text
        for person in (ada, bob, eve):
            person.sign_up(mailbox)
        ada.save_search("q=python", "Anything with Python")
        bob.follow("acornhoney")
        eve.save_search("q=Uhren", "Uhren")
        eve.save_search("q=python&workplace=remote", "Python from home")
    mailbox.empty()

    # Day 1: each company opens something. At seven, each subscriber gets what she asked for, and only that.
    show(vendor, "Acorn Honey", BEEKEEPER, PYTHON_HIVES)
    show(vendor, "Birch Looms", WEAVER, PYTHON_LOOMS)
    show(vendor, "Cedar Trams", DRIVER, TRAM_PYTHON)
    show(vendor, "Dorn Uhren", WATCHMAKER, CLOCK_SELLER)
    installation.sql("UPDATE ingest_companyschedule SET next_run_at = %s", [DAY_0 + DAY + EARLY])
    with installation.running_at(DAY_0 + DAY + EARLY):
        installation.wait_until_idle()
        assert mailbox.all() == []
        installation.wait_until(
            lambda: "Python Engineer" in ada.get("/?q=bees").text, "the index shows the new posting"
        )
    with installation.running_at(DAY_0 + DAY + BREAKFAST):
        installation.wait_until_idle()
    assert {mail.recipient: titles(mail.text) for mail in mailbox.all()} == {
        ada.address: {"Python Engineer", "Software Developer", "Timetable Analyst"},
        bob.address: {"Python Engineer"},
        eve.address: {"Verkäufer", "Software Developer"},
    }
    assert len(mailbox.all()) == 3
    [mail] = mailbox.of(eve.address)
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert titles(mail.html) == titles(mail.text)
    mailbox.empty()

    # Day 2: only what is new. The watchmaker's posting is gone, and nothing is said of what was told already.
    show(vendor, "Acorn Honey", BEEKEEPER, PYTHON_HIVES, HONEY_TASTER)
    show(vendor, "Birch Looms", WEAVER, PYTHON_LOOMS, PYTHON_LATER)
    show(vendor, "Dorn Uhren", CLOCK_SELLER)
    installation.sql("UPDATE ingest_companyschedule SET next_run_at = %s", [DAY_0 + 2 * DAY + EARLY])
    with installation.running_at(DAY_0 + 2 * DAY + EARLY):
        installation.wait_until_idle()
    with installation.running_at(DAY_0 + 2 * DAY + BREAKFAST):
        installation.wait_until_idle()
    assert {mail.recipient: titles(mail.text) for mail in mailbox.all()} == {
        ada.address: {"Data Engineer"},
        bob.address: {"Honey Taster"},
        eve.address: {"Data Engineer"},
    }
    assert len(mailbox.all()) == 3
    mailbox.empty()

    # The same day again: two beats, everything due at once, every message several times. No mail comes.
    told = "SELECT count(*), (SELECT count(*) FROM notifications_match), (SELECT count(*) FROM notifications_digest)"
    before = installation.sql(f"{told} FROM notifications_told")
    installation.sql("UPDATE ingest_companyschedule SET next_run_at = %s", [DAY_0 + 2 * DAY + BREAKFAST])
    installation.sql("UPDATE notifications_digestschedule SET next_digest_at = %s", [DAY_0 + 2 * DAY + BREAKFAST])
    again = DAY_0 + 2 * DAY + BREAKFAST + timedelta(minutes=5)
    with installation.running_at(again, beats=2, ingest_workers=2):
        deliver_everything_again(installation)
        installation.wait_until_idle()
    assert mailbox.all() == []
    assert installation.sql(f"{told} FROM notifications_told") == before
    # The one that was missing this morning was looked for again before breakfast, and that was the end of it.
    assert installation.sql("SELECT title FROM ingest_posting WHERE status = 'closed'") == [("Uhrmacher",)]
    runs = installation.sql(
        "SELECT company_id, count(*) FROM ingest_run WHERE at > %s GROUP BY 1", [again - timedelta(minutes=1)]
    )
    assert [count for _company, count in runs] == [1, 1, 1, 1]
    for person in (ada, bob, eve):
        person.close()


def deliver_everything_again(installation: Installation) -> None:
    """Put each message that there could be into its queue three times, with the tickets and ids of now."""
    companies = installation.sql(
        "SELECT company_id, coalesce(ticket, gen_random_uuid())::text FROM ingest_companyschedule"
    )
    messages = [("ingest.tasks.ingest_company", list(row)) for row in companies]
    digests = installation.sql("SELECT id FROM notifications_digest")
    messages += [("notifications.tasks.deliver_digest", [row[0]]) for row in digests]
    sweeps = ["ingest.tasks.dispatch_due_companies", "search.tasks.index_postings", "operations.tasks.sweep"]
    sweeps += [
        "notifications.tasks.match_postings",
        "notifications.tasks.build_digests",
        "notifications.tasks.dispatch_digests",
    ]
    messages += [(task, []) for task in sweeps]
    with Connection(installation.processes.environment["CELERY_BROKER_URL"]) as broker:
        producer = broker.Producer()
        for task, arguments in messages * 3:
            producer.publish(
                [arguments, {}, {}],
                exchange="rolewatch",
                routing_key=QUEUE_OF[task],
                headers={"task": task, "id": f"again-{task}-{arguments}", "lang": "py"},
                serializer="json",
            )
