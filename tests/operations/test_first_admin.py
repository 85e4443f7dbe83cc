"""The first administrator chooses an address and a password through a link that works once."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from config.clock import clock
from notifications.models import Subscriber
from operations.first_admin import link_for_first_admin, make_first_admin

CHOSEN = {"email": "ann@example.org", "password1": "a long enough word", "password2": "a long enough word"}
pytestmark = pytest.mark.django_db


def path_of_link() -> str:
    return urlsplit(link_for_first_admin()).path


def said(**options: Any) -> str:
    output = StringIO()
    call_command("first_admin", stdout=output, **options)
    return output.getvalue()


def test_the_command_prints_a_link_of_the_site(settings: Any) -> None:
    settings.PUBLIC_URL = "https://jobs.example.org"
    assert re.search(r"^https://jobs\.example\.org/first-admin/\S+/$", said(), re.MULTILINE)


def test_the_link_makes_an_administrator_who_can_log_in(client: Client) -> None:
    page = path_of_link()
    assert "Become the administrator" in client.get(page).content.decode()
    assert client.post(page, CHOSEN).headers["Location"] == "/accounts/login/"
    admin = Subscriber.objects.get()
    assert (admin.email, admin.is_staff, admin.is_superuser) == ("ann@example.org", True, True)
    logged_in = client.post("/accounts/login/", {"login": CHOSEN["email"], "password": CHOSEN["password1"]})
    assert logged_in.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_looking_at_the_page_changes_nothing(client: Client) -> None:
    client.get(path_of_link())
    assert not Subscriber.objects.exists()


def test_the_link_works_once(client: Client) -> None:
    page = path_of_link()
    client.post(page, CHOSEN)
    again = client.post(page, {**CHOSEN, "email": "eve@example.org"})
    assert again.status_code == 410
    assert not Subscriber.objects.filter(email="eve@example.org").exists()


def test_a_link_of_a_week_ago_is_too_old(client: Client) -> None:
    page = path_of_link()
    with time_machine.travel(clock.now().replace(year=clock.now().year + 1)):
        assert client.post(page, CHOSEN).status_code == 410
    assert not Subscriber.objects.exists()


def test_a_link_that_we_did_not_sign_is_refused(client: Client) -> None:
    page = path_of_link()
    assert client.post(page.replace("/first-admin/I", "/first-admin/J"), CHOSEN).status_code == 410


@pytest.mark.parametrize(
    "wrong", [{"password2": "another word"}, {"password1": "12345678", "password2": "12345678"}, {"email": "ann"}]
)
def test_what_is_wrong_is_said_on_the_page(client: Client, wrong: dict[str, str]) -> None:
    answer = client.post(path_of_link(), {**CHOSEN, **wrong})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_there_is_no_link_when_there_is_an_administrator() -> None:
    Subscriber.objects.create_superuser("ann@example.org", "a long enough word")
    assert said(if_none=True) == ""
    with pytest.raises(CommandError, match="There is an administrator already"):
        said()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_becomes_the_administrator() -> None:
    def press(name: str) -> bool:
        try:
            return make_first_admin(Subscriber(email=f"{name}@example.org"), clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        made = list(people.map(press, ["ann", "bob", "eve", "kim"]))
    assert sorted(made) == [False, False, False, True]
    assert Subscriber.objects.count() == 1
