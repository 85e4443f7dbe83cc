"""One click stops mail, needs nothing but its token, and a GET changes nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.http.response import HttpResponseBase
from django.test import Client

from notifications.models import SavedSearch, Subscriber
from notifications.models.saved_search import Frequency
from notifications.saving import change_frequency, delete_search
from search.criteria import Criteria
from tests.notifications.mail_rows import NOW, search, subscriber

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def scanner() -> Client:
    """A mail program or scanner: no cookie, no log-in, and CSRF checks as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def reader() -> Subscriber:
    return subscriber("ada@example.org")


def page(response: HttpResponseBase) -> str:
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    return str(getattr(response, "content", b"").decode())


def undo_of(html: str) -> str:
    found = re.search(r'name="undo" value="([^"]+)"', html)
    assert found
    return found[1]


def is_paused(reader: Subscriber) -> bool:
    reader.refresh_from_db()
    return reader.paused_at is not None


def test_a_get_shows_a_button_and_changes_nothing(scanner: Client, reader: Subscriber) -> None:
    saved = search(reader, name="Snakes <b>")
    assert "Stop all mail?" in page(scanner.get(f"/u/{reader.token}/"))
    html = page(scanner.get(f"/u/{saved.token}/"))
    assert "Stop mail for “Snakes &lt;b&gt;”?" in html
    assert f"/u/{reader.token}/" in html
    scanner.head(f"/u/{reader.token}/")
    saved.refresh_from_db()
    assert (is_paused(reader), saved.frequency) == (False, Frequency.DAILY)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_stops_all_mail_without_cookie_login_or_csrf(
    scanner: Client, reader: Subscriber, content_type: str
) -> None:
    body = "List-Unsubscribe=One-Click"
    if content_type.startswith("multipart"):
        body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
        content_type += "; boundary=x"
    html = page(scanner.post(f"/u/{reader.token}/", body, content_type=content_type))
    assert "Stopped" in html
    assert is_paused(reader)
    assert scanner.cookies == {}


def test_one_click_stops_one_search_and_leaves_the_others(scanner: Client, reader: Subscriber) -> None:
    first, second = search(reader), search(reader, Criteria(text="sql"), name="SQL")
    page(scanner.post(f"/u/{first.token}/", ONE_CLICK))
    assert dict(SavedSearch.objects.values_list("pk", "frequency")) == {
        first.pk: Frequency.OFF,
        second.pk: Frequency.DAILY,
    }
    assert not is_paused(reader)


def test_stopping_twice_succeeds_and_keeps_the_first_moment(scanner: Client, reader: Subscriber) -> None:
    page(scanner.post(f"/u/{reader.token}/", ONE_CLICK))
    reader.refresh_from_db()
    first = reader.paused_at
    assert "stopped already" in page(scanner.get(f"/u/{reader.token}/"))
    page(scanner.post(f"/u/{reader.token}/", ONE_CLICK))
    reader.refresh_from_db()
    assert reader.paused_at == first


def test_a_token_of_nobody_succeeds_too(scanner: Client, reader: Subscriber) -> None:
    saved = search(reader)
    delete_search(saved)
    for token in (saved.token, "A" * 22, "x", "-" * 300):
        assert "nothing to stop" in page(scanner.post(f"/u/{token}/", ONE_CLICK))
        assert "nothing to stop" in page(scanner.get(f"/u/{token}/"))
    assert not is_paused(reader)


def test_undoing_brings_mail_back_as_it_was(scanner: Client, reader: Subscriber) -> None:
    saved = search(reader, frequency=Frequency.WEEKLY)
    for token in (saved.token, reader.token):
        signed = undo_of(page(scanner.post(f"/u/{token}/", ONE_CLICK)))
        assert "Mail comes again" in page(scanner.post(f"/u/{token}/", {"undo": signed}))
    saved.refresh_from_db()
    assert (is_paused(reader), saved.frequency) == (False, Frequency.WEEKLY)


def test_undoing_works_for_an_hour_and_for_that_link_only(scanner: Client, reader: Subscriber) -> None:
    other = subscriber()
    with time_machine.travel(NOW) as traveller:
        signed = undo_of(page(scanner.post(f"/u/{reader.token}/", ONE_CLICK)))
        page(scanner.post(f"/u/{other.token}/", ONE_CLICK))
        for wrong in (signed[:-3] + "abc", "nonsense", "a:b:c"):
            page(scanner.post(f"/u/{reader.token}/", {"undo": wrong}))
        page(scanner.post(f"/u/{other.token}/", {"undo": signed}))
        traveller.shift(timedelta(hours=2))
        assert "cannot be undone" in page(scanner.post(f"/u/{reader.token}/", {"undo": signed}))
    assert is_paused(reader)
    assert is_paused(other)


def test_the_link_alone_cannot_turn_mail_on_again(scanner: Client, reader: Subscriber) -> None:
    saved = search(reader)
    change_frequency(saved, Frequency.OFF, NOW)
    page(scanner.post(f"/u/{saved.token}/", {"frequency": "instant"}))
    saved.refresh_from_db()
    assert saved.frequency == Frequency.OFF


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(scanner: Client, reader: Subscriber, method: str) -> None:
    assert getattr(scanner, method)(f"/u/{reader.token}/").status_code == 405
    assert not is_paused(reader)
