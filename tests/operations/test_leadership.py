"""One beat leads; another waits and takes over."""

import pytest
from django.db import connection

from operations.leadership import lead, step_down
from operations.models import Leader

pytestmark = pytest.mark.django_db


def end_lease() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE operations_leader SET lease_until = clock_timestamp() - interval '1 second'")


def test_the_first_to_ask_leads_and_keeps_leading() -> None:
    assert lead("beat", "one") == 1
    assert lead("beat", "one") == 1


def test_another_waits_while_the_lease_lives() -> None:
    lead("beat", "one")
    assert lead("beat", "two") is None


def test_another_takes_over_when_the_lease_has_ended_and_the_fence_moves() -> None:
    lead("beat", "one")
    end_lease()
    assert lead("beat", "two") == 2
    assert lead("beat", "one") is None


def test_stepping_down_lets_another_lead_at_once() -> None:
    lead("beat", "one")
    step_down("beat", "one")
    assert lead("beat", "two") == 2


def test_one_that_does_not_lead_cannot_step_down_for_the_leader() -> None:
    lead("beat", "one")
    step_down("beat", "two")
    assert lead("beat", "two") is None


def test_roles_are_led_apart() -> None:
    lead("beat", "one")
    assert lead("other", "two") == 1
    assert Leader.objects.count() == 2
