"""Builders, matchers and deaths at the same time: each digest is built once, and whole."""

import pytest

from notifications import digests
from notifications.digests import build_digest, build_page
from notifications.models import Delivery, Digest, Match, StoredMail, Told
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    DAY,
    MINUTE,
    NOW,
    SLOT,
    build_all,
    match_all,
    next_digest_at,
    posting,
    reasons,
    search,
    subscriber,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_builders_at_once_build_each_digest_once() -> None:
    company = sample_rows.company()
    for _number in range(25):
        search(subscriber())
    for _number in range(3):
        posting(company)
    match_all()
    outcomes = run_together(*[lambda: build_page(0, SLOT)] * 4)
    assert outcomes == [None] * 4
    assert Digest.objects.count() == Delivery.objects.count() == 25
    assert Told.objects.count() == 75
    assert Match.objects.exclude(reason=Settled.MAILED).count() == 0


def test_one_digest_wanted_by_many_at_the_same_moment_is_built_by_one() -> None:
    reader = subscriber()
    search(reader)
    posting(sample_rows.company())
    match_all()
    built = run_together(*[lambda: build_digest(reader.pk, SLOT)] * 6)
    assert [type(one) for one in built].count(Digest) == 1
    assert StoredMail.objects.count() == 1


def test_a_builder_that_dies_half_way_leaves_everything_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = subscriber()
    search(reader)
    posting(sample_rows.company())
    match_all()

    def dies(*_arguments: object, **_options: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(digests, "compose", dies)
    with pytest.raises(KeyboardInterrupt):
        build_page(0, SLOT)
    assert not Told.objects.exists()
    assert (reasons(reader), next_digest_at(reader)) == ([""], SLOT)
    monkeypatch.undo()
    assert len(build_all()) == 1


def test_matching_and_building_at_the_same_time_tell_everything_once() -> None:
    company, reader = sample_rows.company(), subscriber()
    search(reader, frequency=Frequency.INSTANT)
    for number in range(60):
        posting(company, f"Python {number}")

    def build_often() -> None:
        for minute in range(1, 30):
            build_page(0, NOW + minute * 10 * MINUTE)

    assert run_together(match_all, build_often, build_often, match_all) == [None] * 4
    build_all(NOW + DAY)
    assert Told.objects.count() == 60
    assert set(reasons(reader)) == {Settled.MAILED}
