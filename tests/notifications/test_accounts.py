"""Sign-up with a confirmed address, logging in, and a forgotten password, through the pages and the mails."""

import re

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client

from notifications.models import DigestSchedule, Subscriber
from tests.sample_rows import PASSWORD, subscriber

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another long phrase"


@pytest.fixture(autouse=True)
def _mail_is_kept_and_nobody_waits(settings: LazySettings) -> None:
    """Rate limits are remembered in the cache, which outlives a test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://[^/\s]+(/\S+)", str(message.body))
    assert found is not None
    return found[1]


def sign_up(client: Client, email: str = "new@example.org", wanted: str = "") -> str:
    """The path that the mail leads to."""
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD, "next": wanted}
    assert client.post("/accounts/signup/", form)["Location"] == "/accounts/confirm-email/"
    return link_in(mail.outbox[-1])


def test_an_address_is_confirmed_by_a_button_and_not_by_a_link_alone(client: Client) -> None:
    path = sign_up(client)
    assert "Confirm this address" in client.get(path).content.decode()
    new = Subscriber.objects.get(email="new@example.org")
    assert new.confirmed_at is None
    client.post(path)
    new.refresh_from_db()
    assert new.confirmed_at is not None
    assert DigestSchedule.objects.filter(subscriber=new).exists()


def test_who_signed_up_to_save_a_search_arrives_at_saving_it(client: Client) -> None:
    wanted = "/searches/new/?q=gardener"
    path = sign_up(client, wanted=wanted)
    assert client.post(path)["Location"] == wanted
    assert "Save this search" in client.get(wanted).content.decode()


def test_nobody_logs_in_before_the_address_is_confirmed(client: Client) -> None:
    sign_up(client)
    response = client.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD})
    assert response["Location"] == "/accounts/confirm-email/"
    assert client.get("/searches/").status_code == 302


def test_signing_up_tells_nobody_who_has_an_account(client: Client) -> None:
    subscriber("known@example.org")
    form = {"email": "known@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", form)["Location"] == "/accounts/confirm-email/"
    assert "already" in mail.outbox[-1].subject
    assert "/accounts/password/reset/" in mail.outbox[-1].body


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_asking_for_a_password_tells_nobody_who_has_an_account(client: Client, email: str) -> None:
    subscriber("known@example.org")
    response = client.post("/accounts/password/reset/", {"email": email}, follow=True)
    assert "Look into your mail" in response.content.decode()
    assert mail.outbox[-1].to == [email]


def test_a_forgotten_password_is_replaced(client: Client) -> None:
    subscriber("known@example.org")
    client.post("/accounts/password/reset/", {"email": "known@example.org"})
    form_page = client.get(link_in(mail.outbox[-1]), follow=True)
    assert "Choose a new password" in form_page.content.decode()
    path = form_page.redirect_chain[-1][0]
    done = client.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert client.login(email="known@example.org", password=NEW_PASSWORD)


def test_a_new_address_takes_over_when_it_is_confirmed(client: Client) -> None:
    known = subscriber("known@example.org")
    client.force_login(known)
    client.post("/accounts/email/", {"action_add": "", "email": "newer@example.org"})
    known.refresh_from_db()
    assert known.email == "known@example.org"
    assert "newer@example.org</strong> is not confirmed yet" in client.get("/accounts/email/").content.decode()
    client.post(link_in(next(m for m in mail.outbox if m.to == ["newer@example.org"])))
    known.refresh_from_db()
    assert known.email == "newer@example.org"


def test_a_mail_server_that_is_away_is_said_and_not_an_error(client: Client, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/accounts/signup/", form)
    assert response.status_code == 503
    assert "The mail was not sent" in response.content.decode()


def test_a_log_in_leads_to_no_other_site(client: Client) -> None:
    subscriber("known@example.org")
    form = {"login": "known@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/accounts/login/", form)["Location"] == "/"


def test_too_many_tries_are_stopped(client: Client, settings: LazySettings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tries"}}
    subscriber("known@example.org")
    form = {"login": "known@example.org", "password": "wrong"}
    answers = [client.post("/accounts/login/", form).content.decode() for _ in range(12)]
    assert "Too many" in answers[-1]


def test_logging_out_needs_a_button(client: Client) -> None:
    client.force_login(subscriber())
    assert "Do you want to log out?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/searches/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/searches/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/nonsense/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-nonsense/",
        "/accounts/inactive/",
    ],
)
def test_every_page_of_accounts_is_in_our_own_dress(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "rolewatch.css" in response.content.decode()
