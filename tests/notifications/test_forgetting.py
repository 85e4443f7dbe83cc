"""Who was told of a posting is remembered for 60 days after it closed."""

from datetime import timedelta

import pytest

from notifications import forgetting
from notifications.forgetting import forget_told
from notifications.models import Told
from notifications.promise import violations
from tests import sample_rows
from tests.notifications.mail_rows import DAY, NOW, SLOT, build_all, close, match_all, posting, search, subscriber

pytestmark = pytest.mark.django_db


def test_only_what_closed_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "PAGE", 2)
    search(subscriber())
    company = sample_rows.company()
    postings = [posting(company, f"Python {number}") for number in range(6)]
    match_all()
    build_all()
    for closed in postings[:3]:
        close(closed, NOW + DAY)
    close(postings[3], NOW + 2 * DAY)
    at = NOW + 61 * DAY + timedelta(seconds=1)
    assert forget_told(at) == 3
    assert sorted(Told.objects.values_list("posting__title", flat=True)) == ["Python 3", "Python 4", "Python 5"]
    assert forget_told(at) == 0


def test_forgetting_breaks_no_promise() -> None:
    search(subscriber())
    closed = posting(sample_rows.company())
    match_all()
    build_all()
    close(closed, SLOT)
    at = SLOT + 90 * DAY
    forget_told(at)
    assert [found.what for found in violations(at)] == ["neither sent nor settled"]
