"""The page of a digest: all of its postings, for whoever has its link."""

import pytest
from django.test import Client

from notifications.models import Digest
from notifications.views import digest as digest_page
from tests import sample_rows
from tests.notifications.mail_rows import build_all, match_all, posting, search, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest() -> Digest:
    search(subscriber("ada@example.org"), name="Snakes <b>")
    company = sample_rows.company()
    for number in range(5):
        posting(company, f"Python <i>{number}</i>")
    match_all()
    (built,) = build_all()
    return built


def test_it_shows_every_posting_with_its_reason_and_not_whose_it_is(client: Client, digest: Digest) -> None:
    response = client.get(f"/digests/{digest.token}/")
    html = response.content.decode()
    assert [html.count(f"Python &lt;i&gt;{number}&lt;/i&gt;") for number in range(5)] == [1] * 5
    assert html.count("Your search “Snakes &lt;b&gt;”") == 5
    assert "ada@example.org" not in html
    assert "18 November 2026" in html
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_a_long_one_has_pages(client: Client, digest: Digest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest_page, "ITEMS_A_PAGE", 2)
    pages = [client.get(f"/digests/{digest.token}/?page={number}").content.decode() for number in (1, 2, 3, 4)]
    assert [page.count("card-title") for page in pages] == [2, 2, 1, 0]
    assert "There is nothing on this page" in pages[3]


def test_a_link_of_no_digest_is_not_found(client: Client, digest: Digest) -> None:
    for token in ("A" * 22, str(digest.pk), digest.subscriber.token):
        assert client.get(f"/digests/{token}/").status_code == 404
    assert client.post(f"/digests/{digest.token}/").status_code == 405
