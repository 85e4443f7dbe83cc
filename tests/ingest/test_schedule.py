"""Reservations and claims: who may work on a company, and who may not any more."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from ingest import reserving
from ingest.models import Company, CompanySchedule
from ingest.reserving import reserve
from ingest.schedule import ClaimLost, claim, fenced, release, renew

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def company(slug: str, *, due: datetime = NOW, host: str = "boards.example", active: bool = True) -> int:
    made = Company.objects.create(name=slug, slug=slug, created_at=NOW)
    CompanySchedule.objects.create(company=made, host=host, next_run_at=due, active=active)
    return made.id


def end_lease(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ingest_companyschedule SET lease_until = clock_timestamp() - interval '1 s' WHERE company_id = %s",
            [company_id],
        )


@pytest.mark.django_db
def test_the_oldest_due_companies_are_reserved_first() -> None:
    late, later = company("a", due=NOW - timedelta(hours=1)), company("b", due=NOW - timedelta(hours=2))
    company("c", due=NOW + timedelta(seconds=1))
    assert {r.company_id for r in reserve(NOW, most=1)} == {later}
    assert {r.company_id for r in reserve(NOW, most=2)} == {late}


@pytest.mark.django_db
def test_no_more_are_reserved_than_the_bound_allows() -> None:
    for number in range(5):
        company(f"c{number}")
    assert len(reserve(NOW, most=3)) == 3
    assert reserve(NOW, most=3) == []


@pytest.mark.django_db
def test_paused_companies_are_not_reserved() -> None:
    company("paused", active=False)
    assert reserve(NOW, most=9) == []


@pytest.mark.django_db
def test_a_claim_needs_the_ticket_of_the_reservation() -> None:
    company("a")
    [reservation] = reserve(NOW, most=9)
    assert claim(reservation.company_id, uuid4()) is None
    assert claim(reservation.company_id, reservation.ticket) is not None


@pytest.mark.django_db
def test_a_message_delivered_twice_is_claimed_once() -> None:
    company("a")
    [reservation] = reserve(NOW, most=9)
    assert claim(reservation.company_id, reservation.ticket) is not None
    assert claim(reservation.company_id, reservation.ticket) is None


@pytest.mark.django_db
def test_a_message_that_comes_after_the_visit_finds_nothing_to_do() -> None:
    company("a")
    [reservation] = reserve(NOW, most=9)
    held = claim(reservation.company_id, reservation.ticket)
    assert held
    release(held, next_run_at=NOW + timedelta(days=1), failures=0)
    assert claim(reservation.company_id, reservation.ticket) is None


@pytest.mark.django_db
def test_a_company_whose_worker_died_is_due_again() -> None:
    company("a")
    [reservation] = reserve(NOW, most=9)
    assert claim(reservation.company_id, reservation.ticket)
    assert reserve(NOW, most=9) == []
    end_lease(reservation.company_id)
    [again] = reserve(NOW, most=9)
    assert again.ticket != reservation.ticket


@pytest.mark.django_db
def test_a_worker_that_comes_back_from_the_dead_writes_nothing() -> None:
    company_id = company("a")
    dead = claim(company_id, None)
    assert dead
    end_lease(company_id)
    alive = claim(company_id, None)
    assert alive
    assert alive.fence > dead.fence
    with pytest.raises(ClaimLost), fenced(dead):
        Company.objects.all().delete()
    with fenced(alive):
        assert Company.objects.count() == 1


@pytest.mark.django_db
def test_a_released_claim_writes_nothing() -> None:
    held = claim(company("a"), None)
    assert held
    release(held, next_run_at=NOW, failures=0)
    with pytest.raises(ClaimLost), fenced(held):
        pass


@pytest.mark.django_db
def test_renewing_keeps_a_claim_and_leaves_a_lost_one_alone() -> None:
    company_id = company("a")
    lost = claim(company_id, None)
    assert lost
    end_lease(company_id)
    renew([lost])
    assert claim(company_id, None) is None
    end_lease(company_id)
    kept = claim(company_id, None)
    assert kept
    end_lease(company_id)
    renew([lost])
    assert claim(company_id, None) is not None


@pytest.mark.django_db
def test_reservations_whose_message_was_not_published_are_given_back() -> None:
    company("a")
    reservations = reserve(NOW, most=9)
    reserving.give_back(reservations)
    assert len(reserve(NOW, most=9)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_reserve_each_company_once_and_keep_the_bound() -> None:
    for number in range(30):
        company(f"c{number}")
    reserved: list[list[reserving.Reservation]] = []
    start = threading.Barrier(4)

    def dispatcher() -> None:
        start.wait()
        reserved.append(reserve(NOW, most=20))
        connection.close()

    threads = [threading.Thread(target=dispatcher) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [r.company_id for one in reserved for r in one]
    assert len(ids) == len(set(ids)) == 20


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_with_the_same_ticket_one_gets_the_claim() -> None:
    company("a")
    [reservation] = reserve(NOW, most=9)
    claims: list[object] = []
    start = threading.Barrier(8)

    def worker() -> None:
        start.wait()
        claims.append(claim(reservation.company_id, reservation.ticket))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in claims) == 1
