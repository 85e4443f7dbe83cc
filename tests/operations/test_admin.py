"""The administration: every table is there, machine rows are read only, and the actions do what they say."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.clock import clock
from ingest import dispatch
from ingest.models import Absence, Board, Company, CompanySchedule, Posting, Run
from notifications.models import Delivery, Digest, StoredMail, Subscriber, Told
from notifications.models.delivery import State
from tests.sample_rows import company, posting, subscriber

pytestmark = pytest.mark.django_db
OURS = [
    model
    for app in ("ingest", "search", "notifications", "operations")
    for model in apps.get_app_config(app).get_models()
]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(subscriber("staff@example.org", is_staff=True, is_superuser=True))
    return client


def path_of(model: type[Model], end: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{end}"


def act(staff: Client, model: type[Model], action: str, rows: list[Any]) -> str:
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    response = staff.post(path_of(model), form, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def delivery(state: str) -> Delivery:
    at = clock.now()
    digest = Digest.objects.create(
        subscriber=subscriber(), kind="scheduled", slot_date=at.date(), built_at=at, message_id=f"<{state}@localhost>"
    )
    settled = at if state in {State.UNKNOWN, State.SENT, State.REFUSED} else None
    return Delivery.objects.create(digest=digest, state=state, retry_at=at, settled_at=settled, attempts=1)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_table_has_a_page(staff: Client, model: type[Model]) -> None:
    assert admin.site.is_registered(model)
    assert staff.get(path_of(model)).status_code == 200
    assert staff.get(path_of(model, "?q=1")).status_code == 200


@pytest.mark.parametrize("model", [CompanySchedule, Run, Delivery, Digest, StoredMail], ids=lambda m: m.__name__)
def test_rows_of_the_machinery_can_only_be_read(staff: Client, model: type[Model]) -> None:
    assert staff.get(path_of(model, "add/")).status_code == 403


def test_a_row_of_the_machinery_can_be_looked_at(staff: Client) -> None:
    of = company("Acorn")
    at = clock.now()
    run = Run.objects.create(
        company=of, at=at, started_at=at, finished_at=at, outcome="malformed", reason="HTML where JSON was expected"
    )
    assert "HTML where JSON was expected" in staff.get(path_of(Run)).content.decode()
    shown = staff.get(path_of(Run, f"{run.pk}/change/")).content.decode()
    assert "HTML where JSON was expected" in shown
    assert 'name="_save"' not in shown


@pytest.mark.parametrize("model", [Told, Run, StoredMail, Posting], ids=lambda model: model.__name__)
def test_large_tables_are_never_counted_to_their_end(staff: Client, model: type[Model]) -> None:
    with CaptureQueriesContext(connection) as captured:
        staff.get(path_of(model))
    counts = [query["sql"] for query in captured if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 10000" in count for count in counts)


def test_lists_need_few_queries(staff: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        posting(company(f"Firm {number}"))
    for model in (Company, Board, CompanySchedule):
        with django_assert_max_num_queries(9):
            staff.get(path_of(model))


def test_a_company_is_added_by_its_careers_url_and_is_due_at_once(staff: Client) -> None:
    form = {"careers_url": "https://boards.greenhouse.io/acornworks", "name": ""}
    response = staff.post(path_of(Company, "add/"), form, follow=True)
    assert "was added successfully" in response.content.decode()
    board = Board.objects.get()
    assert (board.source, board.token) == ("greenhouse", "acornworks")
    assert board.company.name == "Acornworks"
    assert board.company.schedule.next_run_at <= clock.now()


@pytest.mark.parametrize("url", ["no address", "http://boards.greenhouse.io@evil/x", "http://127.0.0.1/jobs"])
def test_an_address_that_nobody_may_ask_is_refused_with_the_reason(staff: Client, url: str) -> None:
    response = staff.post(path_of(Company, "add/"), {"careers_url": url, "name": "Acorn"})
    shown = html.unescape(response.content.decode())
    assert f"No board was recognised in {url}" in shown or f"No board was recognised in https://{url}" in shown
    assert "could not be read" in shown
    assert not Company.objects.exists()


def test_a_board_that_is_watched_already_is_named(staff: Client) -> None:
    form = {"careers_url": "https://boards.greenhouse.io/acornworks", "name": "Acorn"}
    staff.post(path_of(Company, "add/"), form)
    again = staff.post(path_of(Company, "add/"), {**form, "careers_url": "https://boards.greenhouse.io/AcornWorks"})
    assert "is watched already, for Acorn" in again.content.decode()
    assert Company.objects.count() == 1


def test_a_visit_can_be_asked_for_now(staff: Client) -> None:
    later = clock.now() + timedelta(hours=9)
    asked, paused = company("Acorn", next_run_at=later), company("Beech", next_run_at=later, active=False)
    assert "1 companies are due now" in act(staff, Company, "visit_now", [asked, paused])
    assert CompanySchedule.objects.get(company=asked).next_run_at <= clock.now()
    assert CompanySchedule.objects.get(company=paused).next_run_at == later


def test_visits_that_staff_ask_for_go_before_others(
    staff: Client,
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.IN_MEMORY_BROKER = False
    urgent: list[int] = []
    monkeypatch.setattr(dispatch, "_publish", lambda reserved, _task: urgent.extend(one.company_id for one in reserved))
    asked = [company(f"Firm {number}") for number in range(12)]
    with django_capture_on_commit_callbacks(execute=True):
        act(staff, Company, "visit_now", asked)
    assert len(urgent) == len(set(urgent)) == 10
    assert set(urgent) <= {one.pk for one in asked}


def test_a_company_is_paused_and_resumed(staff: Client) -> None:
    acorn = company("Acorn", failures=4)
    act(staff, Company, "pause", [acorn])
    schedule = CompanySchedule.objects.get(company=acorn)
    assert (schedule.active, schedule.paused_reason) == (False, "by staff")
    act(staff, Company, "resume", [acorn])
    schedule.refresh_from_db()
    assert (schedule.active, schedule.paused_reason, schedule.failures) == (True, "", 0)
    shown = staff.get(path_of(LogEntry)).content.decode()
    assert "Paused." in shown
    assert "Resumed." in shown
    assert schedule.next_run_at <= clock.now()


def held_board() -> Board:
    of = company("Acorn")
    board = of.boards.get()
    for _ in range(3):
        Absence.objects.create(posting=posting(of), board=board, state=Absence.State.HELD, since=clock.now())
    return board


def test_held_postings_are_shown_and_refused(staff: Client) -> None:
    board = held_board()
    company("Beech")
    shown = staff.get(path_of(Board, "?held=yes")).content.decode()
    assert "Acorn" in shown
    assert "Beech" not in shown
    assert "3 held postings stay open for a week" in act(staff, Board, "refuse", [board])
    assert Absence.objects.filter(refused_until__gt=clock.now() + timedelta(days=6)).count() == 3


def test_held_postings_are_believed(staff: Client) -> None:
    act(staff, Board, "believe", [held_board()])
    assert Absence.objects.filter(since__lte=clock.now() - timedelta(hours=6)).count() == 3


def test_only_unknown_deliveries_are_sent_again(staff: Client) -> None:
    lost, sent = delivery(State.UNKNOWN), delivery(State.SENT)
    assert "1 of the chosen ones were unknown" in act(staff, Delivery, "send_again", [lost, sent])
    lost.refresh_from_db()
    sent.refresh_from_db()
    assert (lost.state, lost.settled_at) == (State.READY, None)
    assert sent.state == State.SENT


def test_an_unknown_delivery_that_arrived_is_settled(staff: Client) -> None:
    lost = delivery(State.UNKNOWN)
    act(staff, Delivery, "note_arrival", [lost])
    lost.refresh_from_db()
    assert (lost.state, lost.answer) == (State.SENT, "Staff know that it arrived.")


def test_staff_without_the_right_cannot_decide_about_deliveries(client: Client) -> None:
    helper = subscriber("helper@example.org", is_staff=True)
    client.force_login(helper)
    lost = delivery(State.UNKNOWN)
    client.post(path_of(Delivery), {"action": "send_again", "_selected_action": [lost.pk]})
    lost.refresh_from_db()
    assert lost.state == State.UNKNOWN


def test_staff_add_and_change_people(staff: Client) -> None:
    form = {
        "email": "made@example.org",
        "usable_password": "true",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }
    staff.post(path_of(Subscriber, "add/"), form)
    made = Subscriber.objects.get(email="made@example.org")
    assert made.check_password("a long enough phrase")
    assert staff.get(path_of(Subscriber, f"{made.pk}/change/")).status_code == 200


def test_the_schedule_of_beat_is_seen_and_changed(staff: Client) -> None:
    every = IntervalSchedule.objects.create(every=15, period="seconds")
    task = PeriodicTask.objects.create(name="sample", task="operations.tasks.sweep", interval=every)
    path = path_of(PeriodicTask, f"{task.pk}/change/")
    shown = staff.get(path).content.decode()
    assert "operations.tasks.sweep" in shown
    assert "const readableCrontabs" not in shown
    form = {"name": "sample", "task": "operations.tasks.sweep", "interval": every.pk, "args": "[]", "kwargs": "{}"}
    assert staff.post(path, {**form, "headers": "{}"}, follow=True).status_code == 200
    task.refresh_from_db()
    assert not task.enabled


def test_only_staff_come_in_and_they_log_in_where_everybody_does(client: Client) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/?next=")
    client.force_login(subscriber("reader@example.org"))
    assert client.get("/admin/login/").status_code == 403
