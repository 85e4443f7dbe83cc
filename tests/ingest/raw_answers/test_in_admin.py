"""Staff see that raw answers are kept, and download them as what they are: a stranger's bytes."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from ingest.models import RawAnswer, Run
from tests.ingest.conftest import HOST, PATH
from tests.ingest.vendor import Reply, Vendor
from tests.ingest.visits import DAY_0
from tests.sample_rows import subscriber

pytestmark = pytest.mark.django_db
LIST = "/admin/ingest/rawanswer/"
HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def row(visit: Callable[[datetime], Run], vendor: Vendor) -> RawAnswer:
    vendor.says(HOST, PATH, Reply(200, HTML, {"Content-Type": "text/html"}))
    visit(DAY_0)
    return RawAnswer.objects.get()


def login(client: Client, *permissions: str) -> None:
    staff = subscriber("staff@example.org", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(staff)


def test_the_list_says_what_is_kept_and_why_it_is_bad(client: Client, row: RawAnswer) -> None:
    login(client, "view_rawanswer")
    shown = client.get(LIST).content.decode()
    assert "greenhouse/acorn" in shown
    assert row.reason[:40] in shown
    assert f"{LIST}{row.pk}/file/" in shown
    assert "alert(1)" not in client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_the_download_is_an_archive_that_no_browser_shows(client: Client, row: RawAnswer) -> None:
    login(client, "view_rawanswer")
    response = client.get(f"{LIST}{row.pk}/file/")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.read("0001.txt") == HTML
        assert archive.read("requests.txt").startswith(f"0001 GET https://{HOST}{PATH}".encode())


def test_who_may_not_see_it_may_not_download_it(client: Client, row: RawAnswer) -> None:
    login(client, "view_board")
    assert client.get(f"{LIST}{row.pk}/file/").status_code == 404
    assert client.get(f"{LIST}999999/file/").status_code == 404


def test_what_is_lost_is_said_to_be_lost(client: Client, row: RawAnswer) -> None:
    login(client, "view_rawanswer")
    RawAnswer.objects.update(body=b"\xc1")
    assert "damaged" in client.get(f"{LIST}{row.pk}/file/", follow=True).content.decode()


def test_a_boards_page_leads_to_what_is_kept_of_it(client: Client, row: RawAnswer) -> None:
    login(client, "view_board", "view_rawanswer")
    shown = client.get(f"/admin/ingest/board/{row.board_id}/change/").content.decode()
    assert f'<a href="{LIST}{row.pk}/change/">bad</a>, 2026-03-01 06:00' in shown
    RawAnswer.objects.all().delete()
    assert "none is kept" in client.get(f"/admin/ingest/board/{row.board_id}/change/").content.decode()
