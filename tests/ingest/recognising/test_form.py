"""Staff add a company by its own website."""

import html

import pytest
from django.test import Client

from ingest.models import Board, Company
from ingest.recognising.search import FORM_PATIENCE
from tests.ingest.vendor import Reply, Vendor
from tests.sample_rows import subscriber

SITE = "www.acorn.example"
ADD = "/admin/ingest/company/add/"
PAGE = b'<meta property="og:site_name" content="Acorn &amp; Sons"><a href="https://jobs.lever.co/acorn">Jobs</a>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(subscriber("staff@example.org", is_staff=True, is_superuser=True))
    return client


def test_a_company_is_added_with_what_its_website_says(staff: Client, vendor: Vendor) -> None:
    vendor.says(SITE, "/", Reply(200, PAGE))
    response = staff.post(ADD, {"careers_url": f"https://{SITE}", "name": ""}, follow=True)

    assert "was added successfully" in response.content.decode()
    company, board = Company.objects.get(), Board.objects.get()
    assert (company.name, company.website) == ("Acorn & Sons", f"https://{SITE}")
    assert (board.source, board.token, board.company_id) == ("lever", "acorn", company.id)


def test_the_name_that_staff_give_goes_before_the_websites(staff: Client, vendor: Vendor) -> None:
    vendor.says(SITE, "/", Reply(200, PAGE))
    staff.post(ADD, {"careers_url": f"https://{SITE}", "name": "Acorn"})

    assert Company.objects.get().name == "Acorn"


def test_a_website_whose_board_is_watched_already_is_not_added_twice(staff: Client, vendor: Vendor) -> None:
    vendor.says(SITE, "/", Reply(200, PAGE))
    staff.post(ADD, {"careers_url": "https://jobs.lever.co/acorn", "name": "Acorn"})
    again = staff.post(ADD, {"careers_url": f"https://{SITE}", "name": ""})

    assert "is watched already, for Acorn" in again.content.decode()
    assert Company.objects.count() == 1


def test_a_website_without_a_board_says_what_was_looked_at(staff: Client, vendor: Vendor) -> None:
    vendor.says(SITE, "/", Reply(200, b"<a href='/about'>About</a>"))
    response = staff.post(ADD, {"careers_url": f"https://{SITE}/", "name": "Acorn"})

    shown = html.unescape(response.content.decode())
    assert f"read https://{SITE}/: 1 links, 0 frames, 0 scripts, none of them a board" in shown
    assert not Company.objects.exists()


def test_the_form_says_how_long_it_may_take(staff: Client) -> None:
    assert f"up to {FORM_PATIENCE.seconds} seconds" in staff.get(ADD).content.decode()
