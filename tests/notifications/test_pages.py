"""What a subscriber does on the pages: save, follow, change, pause, delete; and what nobody else can reach."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from config.clock import clock
from ingest.models import Company
from notifications.models import Digest, DigestSchedule, Match, SavedSearch, StoredMail, Subscriber
from notifications.models.match import Settled
from notifications.saving import save_search
from search.criteria import Criteria
from tests.sample_rows import PASSWORD, company, posting, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Subscriber:
    return subscriber("reader@example.org")


@pytest.fixture
def own(client: Client, reader: Subscriber) -> Client:
    """A browser in which the reader is logged in."""
    client.force_login(reader)
    return client


def saved(of: Subscriber, text: str = "gardener", frequency: str = "daily") -> SavedSearch:
    return save_search(of, Criteria(text=text), f"My {text}", frequency, clock.now())


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_who_is_logged_out_logs_in_and_comes_back_to_what_he_wanted_to_save(client: Client) -> None:
    subscriber("late@example.org")
    wanted = "/searches/new/?q=gardener"
    login = client.get(wanted)["Location"]
    assert login == "/accounts/login/?next=/searches/new/%3Fq%3Dgardener"
    came_back = client.post(login, {"login": "late@example.org", "password": PASSWORD, "next": wanted})
    assert came_back["Location"] == wanted
    assert SavedSearch.objects.count() == 0


def test_a_search_is_saved_with_a_name_and_a_frequency(own: Client, reader: Subscriber) -> None:
    path = "/searches/new/?q=gardener&workplace=remote&days=7"
    assert 'value="“gardener”, Remote"' in page(own, path)
    response = own.post(path, {"name": "Gardens", "frequency": "weekly"}, follow=True)
    assert "“Gardens” is saved" in response.content.decode()
    kept = SavedSearch.objects.get(subscriber=reader)
    assert (kept.name, kept.frequency) == ("Gardens", "weekly")
    assert kept.criteria.query_string == "q=gardener&workplace=remote"
    assert DigestSchedule.objects.get(subscriber=reader).next_digest_at is not None


def test_saving_the_same_search_again_changes_the_one_that_is_there(own: Client, reader: Subscriber) -> None:
    saved(reader)
    assert "You have saved the same search as" in page(own, "/searches/new/?q=gardener")
    own.post("/searches/new/?q=gardener", {"name": "Other", "frequency": "off"})
    assert list(SavedSearch.objects.values_list("name", "frequency")) == [("Other", "off")]


def test_everything_there_is_cannot_be_saved(own: Client) -> None:
    response = own.post("/searches/new/?days=7", {"name": "All", "frequency": "instant"}, follow=True)
    assert "Ask for something first" in response.content.decode()
    assert SavedSearch.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"name": "", "frequency": "daily"}, {"name": "x", "frequency": "hourly"}])
def test_a_wrong_form_says_what_is_wrong_and_saves_nothing(own: Client, wrong: dict[str, str]) -> None:
    shown = own.post("/searches/new/?q=gardener", wrong).content.decode()
    assert 'class="errorlist"' in shown
    assert SavedSearch.objects.count() == 0


def test_my_searches_lead_to_their_results(own: Client, reader: Subscriber) -> None:
    assert "You have saved no search yet" in page(own, "/searches/")
    kept = saved(reader)
    shown = page(own, "/searches/")
    assert f"/searches/{kept.token}/" in shown
    assert 'href="/?q=gardener"' in shown
    assert "The next mail is due" in shown


def test_my_searches_are_paged_with_few_queries(
    own: Client, reader: Subscriber, django_assert_max_num_queries: Any
) -> None:
    for number in range(51):
        saved(reader, f"word{number:02}")
    with django_assert_max_num_queries(5):
        first = page(own, "/searches/")
    assert first.count("Found and settings") == 50
    assert page(own, "/searches/?page=2").count("Found and settings") == 1


def test_a_saved_search_is_renamed_and_its_frequency_changed(own: Client, reader: Subscriber) -> None:
    kept = saved(reader)
    own.post(f"/searches/{kept.token}/", {"name": "Gardens", "frequency": "instant"})
    kept.refresh_from_db()
    assert (kept.name, kept.frequency) == ("Gardens", "instant")


def test_what_was_found_is_shown_with_what_became_of_it(
    own: Client, reader: Subscriber, django_assert_max_num_queries: Any
) -> None:
    kept = saved(reader)
    of = company("Acorn")
    waiting, mailed = posting(of, "Waiting gardener"), posting(of, "Mailed gardener")
    at = clock.now()
    Match.objects.create(saved_search=kept, posting=waiting, subscriber=reader, matched_at=at)
    Match.objects.create(
        saved_search=kept, posting=mailed, subscriber=reader, matched_at=at, settled_at=at, reason=Settled.MAILED
    )
    with django_assert_max_num_queries(4):
        shown = page(own, f"/searches/{kept.token}/")
    assert shown.index("Mailed gardener") < shown.index(": mailed") < shown.index("Waiting gardener")
    assert "waits for the next mail" in shown


def test_deleting_a_search_asks_first(own: Client, reader: Subscriber) -> None:
    kept = saved(reader)
    assert "Delete “My gardener”?" in page(own, f"/searches/{kept.token}/delete/")
    assert SavedSearch.objects.count() == 1
    own.post(f"/searches/{kept.token}/delete/")
    assert SavedSearch.objects.count() == 0


@pytest.mark.parametrize("end", ["", "delete/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_search_of_somebody_else_does_not_exist(own: Client, end: str, method: str) -> None:
    others = saved(subscriber("other@example.org"))
    response = getattr(own, method)(f"/searches/{others.token}/{end}", {"name": "Mine", "frequency": "off"})
    assert response.status_code == 404
    others.refresh_from_db()
    assert (others.name, others.frequency) == ("My gardener", "daily")


def test_a_company_is_followed_and_left_by_post_alone(own: Client, reader: Subscriber) -> None:
    acorn = company("Acorn")
    path = f"/companies/{acorn.slug}/"
    assert own.get(f"{path}follow/")["Location"] == path
    assert not SavedSearch.objects.exists()
    assert "Follow Acorn" in page(own, path)
    own.post(f"{path}follow/")
    assert SavedSearch.objects.get(subscriber=reader).criteria.company_ids == [acorn.pk]
    assert "Stop following Acorn" in page(own, path)
    assert own.get(f"{path}unfollow/")["Location"] == path
    own.post(f"{path}unfollow/")
    assert not SavedSearch.objects.exists()


def test_following_leads_back_to_the_page_but_never_to_another_site(own: Client) -> None:
    acorn = company("Acorn")
    path = f"/companies/{acorn.slug}/follow/"
    assert own.post(path, {"next": "/?q=x"})["Location"] == "/?q=x"
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"):
        assert own.post(path, {"next": evil})["Location"] == f"/companies/{acorn.slug}/"


def test_who_is_logged_out_and_follows_comes_back_to_the_company(client: Client) -> None:
    acorn = company("Acorn")
    response = client.post(f"/companies/{acorn.slug}/follow/")
    assert response["Location"] == f"/accounts/login/?next=/companies/{acorn.slug}/"
    assert not SavedSearch.objects.exists()


def test_settings_move_the_next_mail(own: Client, reader: Subscriber) -> None:
    saved(reader)
    chosen = {"time_zone": "Asia/Tokyo", "delivery_hour": "18", "weekly_day": "4"}
    response = own.post("/settings/", chosen, follow=True)
    assert "Your settings are saved" in response.content.decode()
    reader.refresh_from_db()
    assert (reader.time_zone, reader.delivery_hour, reader.weekly_day) == ("Asia/Tokyo", 18, 4)
    due = DigestSchedule.objects.get(subscriber=reader).next_digest_at
    assert due is not None
    assert (due.hour, due.minute) == (9, 0)
    assert "18:00" in page(own, "/settings/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus", "delivery_hour": "7", "weekly_day": "0"},
        {"time_zone": "UTC", "delivery_hour": "24", "weekly_day": "0"},
        {"time_zone": "UTC", "delivery_hour": "7", "weekly_day": "x"},
    ],
)
def test_settings_that_do_not_exist_are_refused(own: Client, reader: Subscriber, wrong: dict[str, str]) -> None:
    assert 'class="errorlist"' in own.post("/settings/", wrong).content.decode()
    reader.refresh_from_db()
    assert (reader.time_zone, reader.delivery_hour, reader.weekly_day) == ("UTC", 7, 0)


def test_mail_is_paused_and_resumed_by_post_alone(own: Client, reader: Subscriber) -> None:
    def paused_at() -> datetime | None:
        reader.refresh_from_db()
        return reader.paused_at

    assert own.get("/settings/pause/")["Location"] == "/settings/"
    assert paused_at() is None
    assert "Your mail is paused" in own.post("/settings/pause/", follow=True).content.decode()
    assert paused_at() is not None
    assert "Your mail is paused since" in page(own, "/searches/")
    assert own.get("/settings/resume/")["Location"] == "/settings/"
    assert paused_at() is not None
    own.post("/settings/resume/")
    assert paused_at() is None


def test_an_account_is_deleted_with_all_that_is_its_own(own: Client, reader: Subscriber) -> None:
    kept = saved(reader)
    at = clock.now()
    digest = Digest.objects.create(
        subscriber=reader, kind="scheduled", slot_date=at.date(), built_at=at, message_id="<a@localhost>"
    )
    StoredMail.objects.create(digest_id=digest.pk, built_at=at, message=b"x")
    others = saved(subscriber("other@example.org"))
    assert "That is not your password" in own.post("/settings/delete/", {"password": "wrong"}).content.decode()
    assert Subscriber.objects.filter(pk=reader.pk).exists()
    gone = own.post("/settings/delete/", {"password": PASSWORD}, follow=True).content.decode()
    assert "Your account is deleted" in gone
    assert "Log in" in gone
    assert not Subscriber.objects.filter(pk=reader.pk).exists()
    assert not StoredMail.objects.exists()
    assert list(SavedSearch.objects.values_list("pk", flat=True)) == [others.pk]
    assert kept.criteria_id == others.criteria_id


@pytest.mark.parametrize(
    "path", ["/searches/new/", "/searches/x/", "/searches/x/delete/", "/settings/", "/settings/delete/"]
)
def test_private_pages_ask_who_is_there(client: Client, path: str) -> None:
    for method in ("get", "post"):
        assert getattr(client, method)(path)["Location"].startswith(f"/accounts/login/?next={path}")


def test_the_list_of_searches_asks_who_is_there(client: Client) -> None:
    assert client.get("/searches/")["Location"] == "/accounts/login/?next=/searches/"


def test_private_pages_are_kept_out_of_caches(own: Client) -> None:
    assert "no-store" in own.get("/searches/")["Cache-Control"]


def test_a_post_without_its_token_is_refused(reader: Subscriber) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)
    response = strict.post("/settings/pause/")
    assert response.status_code == 403
    assert "send the form once more" in response.content.decode()


def test_a_followed_company_that_is_new_has_told_nothing(own: Client, reader: Subscriber) -> None:
    acorn: Company = company("Acorn")
    own.post(f"/companies/{acorn.slug}/follow/")
    kept = SavedSearch.objects.get(subscriber=reader)
    assert clock.now() - kept.floor < timedelta(minutes=2)
    assert "Nothing new has matched" in page(own, f"/searches/{kept.token}/")
