"""A subscriber asks for a visit: how often he may, who does it, and what the page says meanwhile."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.db import connection, transaction
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from config.clock import clock
from config.routes import route
from ingest.dispatch import URGENT_TASK
from ingest.models import Company, CompanySchedule, Run
from ingest.reserving import reserve
from ingest.schedule import claim, release
from notifications.models import Subscriber, VisitRequest
from notifications.visit_progress import progress_of
from notifications.visit_requests import VisitRefused, ask_for_visit
from tests.sample_rows import company, subscriber

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[str, list[Any]]]:
    """What is published, instead of a broker; the browser's test has the real way."""
    settings.IN_MEMORY_BROKER = False
    messages: list[tuple[str, list[Any]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda task, args, **_options: messages.append((task, [*args])))
    return messages


@pytest.fixture
def own(client: Client) -> Client:
    client.force_login(subscriber("reader@example.org"))
    return client


@pytest.fixture
def acorn() -> Company:
    return company("Acorn")


def schedule_of(asked: Company) -> CompanySchedule:
    return CompanySchedule.objects.get(company=asked)


def ran(of: Company, outcome: str = "ok", **counts: Any) -> Run:
    at = clock.now()
    return Run.objects.create(company=of, at=at, started_at=at, finished_at=at, outcome=outcome, **counts)


def text(of: Company) -> str:
    progress = progress_of(of, clock.now())
    return progress.text if progress else ""


def test_a_visit_is_reserved_and_published_for_those_who_wait(
    own: Client,
    acorn: Company,
    published: list[tuple[str, list[Any]]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = own.post(f"/companies/{acorn.slug}/visit/")
    assert response["Location"] == f"/companies/{acorn.slug}/"
    [(task, [company_id, ticket])] = published
    assert (task, route(task)["queue"]) == (URGENT_TASK, "urgent")
    assert schedule_of(acorn).next_run_at <= clock.now()
    assert claim(company_id, UUID(ticket)) is not None
    assert claim(company_id, UUID(ticket)) is None


def test_what_is_reserved_for_him_is_not_dispatched_besides(acorn: Company, published: list[Any]) -> None:
    ask_for_visit(subscriber(), acorn, clock.now())
    assert reserve(clock.now(), most=9) == []


def test_a_company_that_is_being_read_is_not_reserved_again(acorn: Company, published: list[Any]) -> None:
    held = claim(acorn.pk, None)
    ask_for_visit(subscriber(), acorn, clock.now())
    assert held is not None
    assert schedule_of(acorn).ticket is None
    assert text(acorn) == "The board is being read right now."


def test_when_the_broker_is_away_the_company_is_due_for_the_next_dispatch(
    own: Client,
    acorn: Company,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise OperationalError("[Errno 111] Connection refused")

    settings.IN_MEMORY_BROKER = False
    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert own.post(f"/companies/{acorn.slug}/visit/").status_code == 302
    assert [reservation.company_id for reservation in reserve(clock.now(), most=9)] == [acorn.pk]


def test_a_process_that_cannot_publish_leaves_it_to_the_dispatcher(acorn: Company) -> None:
    ask_for_visit(subscriber(), acorn, clock.now())
    assert [reservation.company_id for reservation in reserve(clock.now(), most=9)] == [acorn.pk]


def test_of_one_company_a_visit_is_asked_for_once_in_a_quarter_of_an_hour_whoever_asks(
    acorn: Company, published: list[Any]
) -> None:
    at = clock.now()
    ask_for_visit(subscriber("ann@example.org"), acorn, at)
    with pytest.raises(VisitRefused, match="less than 15 minutes ago"):
        ask_for_visit(subscriber("bob@example.org"), acorn, at + 14 * MINUTE)
    ask_for_visit(subscriber("cal@example.org"), acorn, at + 15 * MINUTE)
    assert VisitRequest.objects.count() == 2


def test_a_subscriber_asks_for_so_many_visits_an_hour(published: list[Any], settings: Settings) -> None:
    settings.VISITS_AN_HOUR = 3
    at, ann = clock.now(), subscriber("ann@example.org")
    for number in range(3):
        ask_for_visit(ann, company(f"Firm {number}"), at + number * MINUTE)
    wanted = company("Wanted")
    with pytest.raises(VisitRefused, match="3 visits within an hour"):
        ask_for_visit(ann, wanted, at + 59 * MINUTE)
    ask_for_visit(subscriber("bob@example.org"), wanted, at + 59 * MINUTE)
    ask_for_visit(ann, company("Later"), at + 61 * MINUTE)


def test_a_paused_company_is_not_visited_for_anybody(own: Client, published: list[Any]) -> None:
    paused = company("Paused", active=False, paused_reason="by staff")
    with pytest.raises(VisitRefused, match="Paused is not visited at the moment"):
        ask_for_visit(subscriber("ann@example.org"), paused, clock.now())
    assert "Visit now" not in own.get(f"/companies/{paused.slug}/").content.decode()
    assert not published


def test_requests_are_forgotten_after_a_day(acorn: Company, published: list[Any]) -> None:
    ann, at = subscriber("ann@example.org"), clock.now()
    ask_for_visit(ann, acorn, at - 25 * HOUR)
    ask_for_visit(ann, acorn, at)
    assert VisitRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_one_gets_the_visit(published: list[Any]) -> None:
    acorn, at = company("Acorn"), clock.now()
    people = [subscriber(f"p{number}@example.org") for number in range(6)]
    start, answers = threading.Barrier(6), list[str]()

    def ask(person: Subscriber) -> None:
        start.wait()
        try:
            ask_for_visit(person, acorn, at)
            answers.append("asked")
        except VisitRefused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["asked", *["refused"] * 5]
    assert len(published) == 1


def test_get_asks_for_nothing_and_strangers_log_in_first(client: Client, acorn: Company) -> None:
    path = f"/companies/{acorn.slug}/visit/"
    assert client.post(path)["Location"].startswith("/accounts/login/")
    client.force_login(subscriber("reader@example.org"))
    assert client.get(path)["Location"] == f"/companies/{acorn.slug}/"
    assert not VisitRequest.objects.exists()
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403


@pytest.fixture
def asked(own: Client, acorn: Company) -> tuple[Client, Company]:
    own.post(f"/companies/{acorn.slug}/visit/")
    return own, acorn


def shown(browser: Client, of: Company) -> str:
    return browser.get(f"/companies/{of.slug}/").content.decode()


def polled(browser: Client, of: Company) -> Any:
    return browser.get(f"/companies/{of.slug}/visit/progress/", headers={"HX-Request": "true"})


def test_the_page_says_how_far_the_visit_is_until_it_is_over(asked: tuple[Client, Company]) -> None:
    own, acorn = asked
    page = shown(own, acorn)
    assert "The visit waits for its turn." in page
    assert f'hx-get="/companies/{acorn.slug}/visit/progress/"' in page
    assert "Visit now" not in page
    held = claim(acorn.pk, None)
    assert held is not None
    assert "The board is being read right now." in polled(own, acorn).content.decode()
    ran(acorn, created=2, closed=1)
    release(held, next_run_at=clock.now() + HOUR, failures=0)
    assert polled(own, acorn)["HX-Refresh"] == "true"
    page = shown(own, acorn)
    assert "The board was read: 2 new, 1 closed." in page
    assert "hx-get" not in page
    assert "Visit now" in page


@pytest.mark.parametrize(
    ("outcome", "reason", "said"),
    [
        ("unchanged", "", "The board was read: nothing has changed."),
        ("held", "3 postings went at once", "The board was read: nothing has changed. 3 postings went at once."),
        (
            "gone",
            "example.org has no such page (HTTP 404)",
            "The visit failed: example.org has no such page (HTTP 404)",
        ),
        ("throttled", "example.org asks us to wait", "The visit failed: example.org asks us to wait"),
    ],
)
def test_the_end_is_said_in_words(acorn: Company, outcome: str, reason: str, said: str) -> None:
    ask_for_visit(subscriber(), acorn, clock.now())
    ran(acorn, outcome, reason=reason)
    assert text(acorn) == said


def test_runs_of_before_are_none_of_the_visit(acorn: Company) -> None:
    ran(acorn, created=9)
    ask_for_visit(subscriber(), acorn, clock.now())
    assert text(acorn) == "The visit waits for its turn."


def test_after_a_while_the_page_says_no_more_of_it(acorn: Company) -> None:
    ask_for_visit(subscriber(), acorn, clock.now() - 16 * MINUTE)
    assert progress_of(acorn, clock.now()) is None


def test_strangers_see_neither_button_nor_progress(client: Client, acorn: Company) -> None:
    ask_for_visit(subscriber(), acorn, clock.now())
    page = shown(client, acorn)
    assert "Visit now" not in page
    assert "waits for its turn" not in page
    assert "htmx" not in page


def test_the_progress_alone_is_no_page(asked: tuple[Client, Company]) -> None:
    own, acorn = asked
    without_script = own.get(f"/companies/{acorn.slug}/visit/progress/")
    assert without_script["Location"] == f"/companies/{acorn.slug}/"


def test_hostile_reasons_are_text(asked: tuple[Client, Company]) -> None:
    own, acorn = asked
    ran(acorn, "malformed", reason="<script>alert(1)</script>")
    page = shown(own, acorn)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_transaction_that_fails_publishes_nothing(acorn: Company, published: list[Any]) -> None:
    with transaction.atomic():
        ask_for_visit(subscriber(), acorn, clock.now())
        transaction.set_rollback(True)
    assert not published
    assert schedule_of(acorn).ticket is None


def test_the_moment_of_the_run_decides_and_not_the_clock_of_the_reader(acorn: Company) -> None:
    asked_at: datetime = clock.now()
    ask_for_visit(subscriber(), acorn, asked_at)
    assert progress_of(acorn, asked_at - MINUTE) is None
