"""The standalone mode's mailbox: what it shows, and to whom."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from config.clock import clock
from config.standalone.mailbox import Envelope, mailbox_folder, store
from tests.browser.sample_site import MAIL
from tests.sample_rows import subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MAILBOX = True
    settings.VAR_DIR = tmp_path
    return mailbox_folder(tmp_path)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(subscriber(is_staff=True))
    return client


def put(folder: Path, message: bytes = MAIL, *, hours_ago: int = 0) -> str:
    received = clock.now() - timedelta(hours=hours_ago)
    return store(folder, Envelope(received.isoformat(), "rolewatch@localhost", ["reader@demo.example"]), message)


def test_mails_are_listed_newest_first(staff: Client, folder: Path) -> None:
    put(folder, MAIL.replace(b"3 new postings", b"Older postings"), hours_ago=2)
    put(folder, MAIL.replace(b"3 new postings", b"Newer postings"))
    shown = staff.get("/mailbox/").content.decode()
    assert shown.index("Newer postings") < shown.index("Older postings")
    assert "reader@demo.example" in shown


def test_an_empty_mailbox_says_when_mail_comes(staff: Client) -> None:
    assert "No mail yet" in staff.get("/mailbox/").content.decode()


def test_many_mails_are_paged(staff: Client, folder: Path) -> None:
    for number in range(31):
        put(folder, hours_ago=number)
    assert staff.get("/mailbox/").content.decode().count("3 new postings") == 30
    assert staff.get("/mailbox/?page=2").content.decode().count("3 new postings") == 1


def test_a_mail_shows_its_headers_and_its_text(staff: Client, folder: Path) -> None:
    shown = staff.get(f"/mailbox/{put(folder)}/").content.decode()
    assert "List-Unsubscribe" in shown
    assert "Data engineer at Aldersea Instruments" in shown
    assert "sandbox=" in shown


def test_the_html_of_a_mail_can_run_and_load_nothing(staff: Client, folder: Path) -> None:
    response = staff.get(f"/mailbox/{put(folder)}/html/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_blank">' in response.content.decode()


@pytest.mark.parametrize("key", ["nothing", "20261116T070000000000-00000000", "..%2f..%2fsecret_key"])
def test_a_mail_that_is_not_there_is_not_found(staff: Client, folder: Path, key: str) -> None:
    put(folder)
    assert staff.get(f"/mailbox/{key}/").status_code == 404
    assert staff.get(f"/mailbox/{key}/html/").status_code == 404


def test_the_people_of_the_demo_see_it(client: Client) -> None:
    client.force_login(subscriber("ada@demo.example"))
    assert client.get("/mailbox/").status_code == 200
    assert "Mailbox" in client.get("/").content.decode()


@pytest.mark.parametrize("email", ["", "reader@example.org", "reader@evil-demo.example.org"])
def test_nobody_else_finds_it(client: Client, folder: Path, email: str) -> None:
    if email:
        client.force_login(subscriber(email))
    key = put(folder)
    for path in ("/mailbox/", f"/mailbox/{key}/", f"/mailbox/{key}/html/"):
        assert client.get(path).status_code == 404
    assert "Mailbox" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "where", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, {"REMOTE_ADDR": ""}]
)
def test_it_is_not_there_for_other_machines(staff: Client, where: dict[str, Any]) -> None:
    assert staff.get("/mailbox/", **where).status_code == 404


def test_it_is_not_there_when_mail_goes_elsewhere(staff: Client, settings: LazySettings) -> None:
    settings.MAILBOX = False
    assert staff.get("/mailbox/").status_code == 404
