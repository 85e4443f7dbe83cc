"""How many follow a company decides how often it is visited."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_celery_beat.models import PeriodicTask

from ingest.models import Company, CompanySchedule
from notifications.followers import count_followers
from notifications.models import Subscriber
from notifications.models.saved_search import Frequency
from notifications.saving import change_frequency, follow, save_search, unfollow
from operations import tasks
from search.criteria import Criteria

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)

pytestmark = pytest.mark.django_db


def company(slug: str) -> Company:
    made = Company.objects.create(name=slug.title(), slug=slug, created_at=NOW)
    CompanySchedule.objects.create(company=made, host="boards.example", next_run_at=NOW + WEEK)
    return made


def subscriber(name: str) -> Subscriber:
    return Subscriber.objects.create_user(f"{name}@people.example", confirmed_at=NOW)


def followers() -> dict[str, int]:
    return dict(CompanySchedule.objects.values_list("company__slug", "followers"))


def test_each_company_has_as_many_followers_as_subscribers_follow_it() -> None:
    acorn, birch, cedar = company("acorn"), company("birch"), company("cedar")
    ann, bob = subscriber("ann"), subscriber("bob")
    for person, followed in ((ann, acorn), (bob, acorn), (ann, birch)):
        follow(person, followed, NOW)
    save_search(bob, Criteria(companies=(cedar.slug,), text="beekeeper"), "some of it", "daily", NOW)
    save_search(bob, Criteria(companies=(birch.slug, cedar.slug)), "two of them", "daily", NOW)
    assert count_followers(NOW) == 2
    assert followers() == {"acorn": 2, "birch": 1, "cedar": 0}


def test_who_stops_following_or_turns_it_off_is_no_follower_any_more() -> None:
    acorn = company("acorn")
    ann, bob = subscriber("ann"), subscriber("bob")
    follow(ann, acorn, NOW)
    kept = follow(bob, acorn, NOW)
    count_followers(NOW)
    unfollow(ann, acorn)
    count_followers(NOW)
    assert followers() == {"acorn": 1}
    change_frequency(kept, Frequency.OFF, NOW)
    count_followers(NOW)
    assert followers() == {"acorn": 0}


def test_only_rows_that_differ_are_written() -> None:
    for slug in ("acorn", "birch", "cedar"):
        company(slug)
    follow(subscriber("ann"), Company.objects.get(slug="birch"), NOW)
    assert count_followers(NOW) == 1
    with CaptureQueriesContext(connection) as queries:
        assert count_followers(NOW) == 0
    assert len([query for query in queries if "UPDATE" in query["sql"]]) == 1


def test_a_company_left_alone_for_a_week_is_visited_within_a_day_of_its_first_follower() -> None:
    acorn = company("acorn")
    follow(subscriber("ann"), acorn, NOW)
    count_followers(NOW)
    due = CompanySchedule.objects.get().next_run_at
    assert NOW + timedelta(hours=16) < due <= NOW + timedelta(days=1)
    follow(subscriber("bob"), acorn, NOW)
    count_followers(NOW)
    assert CompanySchedule.objects.get().next_run_at == due


def test_beat_counts_them_every_hour() -> None:
    entry = PeriodicTask.objects.get(name="Count followers")
    assert entry.task == tasks.count_followers.name
    assert entry.interval is not None
    assert entry.interval.every == 3600
    follow(subscriber("ann"), company("acorn"), NOW)
    tasks.count_followers(added_by="a newer release")
    assert followers() == {"acorn": 1}
