"""Staff upload a list of boards in the administration."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ingest.admin import company_imports
from ingest.models import Board, Company, CompanyImport
from tests.sample_rows import subscriber

pytestmark = pytest.mark.django_db
ADD = "/admin/ingest/companyimport/add/"
HEADER = "ats,slug,name,url\n"
LIST = HEADER + (
    "greenhouse,acorn,Acorn Honey,https://boards.greenhouse.io/acorn\n"
    "lever,birch,Birch Looms,https://jobs.lever.co/birch\n"
    "taleo,oak,<b>Oak</b>,https://oak.taleo.net\n"
)
Upload = Callable[..., str]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(subscriber("staff@example.org", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def upload(staff: Client) -> Upload:
    def upload_text(text: str | bytes, **form: object) -> str:
        content = text.encode() if isinstance(text, str) else text
        file = SimpleUploadedFile("boards.csv", content, content_type="text/csv")
        response = staff.post(ADD, {"file": file, **form}, follow=True)
        assert response.status_code == 200
        return response.content.decode()

    return upload_text


def test_the_list_of_companies_leads_to_the_form(staff: Client) -> None:
    assert ADD in staff.get("/admin/ingest/companyimport/").content.decode()
    page = staff.get(ADD).content.decode()
    assert 'type="file"' in page
    assert "Greenhouse" in page


def test_boards_are_added_and_bad_rows_are_named(upload: Upload) -> None:
    page = upload(LIST)
    assert "2 companies added, 0 known already, 1 bad rows." in page
    assert "line 4: no source is named &#x27;taleo&#x27;" in page
    assert set(Board.objects.values_list("source", "token")) == {("greenhouse", "acorn"), ("lever", "birch")}
    assert CompanyImport.objects.get().finished


def test_the_same_list_again_adds_nothing(upload: Upload) -> None:
    upload(LIST)
    assert "0 companies added, 2 known already, 1 bad rows." in upload(LIST)
    assert Company.objects.count() == 2


def test_only_the_chosen_part_is_taken(upload: Upload) -> None:
    upload(LIST, sources=["lever"])
    assert Board.objects.get().source == "lever"
    upload(LIST, most_rows="1")
    assert Board.objects.count() == 2
    assert list(CompanyImport.objects.order_by("id").values_list("sources", "most_rows")) == [
        (["lever"], None),
        ([], 1),
    ]


def test_bad_rows_come_as_csv(upload: Upload, staff: Client) -> None:
    page = upload(LIST)
    done = CompanyImport.objects.get()
    address = f"/admin/ingest/companyimport/{done.pk}/bad-rows.csv"
    assert address in page
    report = staff.get(address)
    assert "attachment" in report["Content-Disposition"]
    assert list(csv.DictReader(StringIO(report.content.decode()))) == [
        {"line": "4", "reason": "no source is named 'taleo'"}
    ]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"name,url\nOak,https://oak.example\n", b"\xff\xfe\x00"])
def test_what_is_no_list_of_boards_is_refused_with_a_reason(upload: Upload, content: bytes) -> None:
    assert "The first line must name the columns" in upload(content)
    assert not CompanyImport.objects.exists()


def test_what_is_too_large_is_sent_to_the_command(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company_imports, "MOST_BYTES", 100)
    assert "use `manage.py import_companies`" in upload(LIST)
    assert not Company.objects.exists()


def test_a_list_may_be_in_latin_letters_of_another_encoding(upload: Upload) -> None:
    upload((HEADER + "lever,birch,Bäckerei,https://jobs.lever.co/birch\n").encode("latin-1"))
    assert Company.objects.get().name.startswith("B")


def test_who_uploaded_is_kept(upload: Upload) -> None:
    upload(LIST)
    entry = LogEntry.objects.get()
    assert entry.user.email == "staff@example.org"
    assert entry.get_edited_object() == CompanyImport.objects.get()


def test_staff_without_the_permission_may_not(client: Client) -> None:
    person = subscriber("looks@example.org", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_companyimport"))
    client.force_login(person)
    assert client.get("/admin/ingest/companyimport/").status_code == 200
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"file": SimpleUploadedFile("boards.csv", LIST.encode())}).status_code == 403
    assert not Company.objects.exists()


def test_somebody_who_is_no_staff_sees_nothing_of_it(client: Client) -> None:
    done = CompanyImport.objects.create(
        file_name="boards.csv", at="2026-03-01T06:00Z", bad=[{"line": 2, "reason": "x"}]
    )
    client.force_login(subscriber("somebody@example.org"))
    for address in (ADD, f"/admin/ingest/companyimport/{done.pk}/bad-rows.csv"):
        assert client.get(address).status_code == 302
