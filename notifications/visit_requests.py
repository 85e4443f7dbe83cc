"""Subscribers ask for a visit to a company now: seldom enough, counted in the database whoever asks and wherever."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from ingest import dispatch
from ingest.models import Company, CompanySchedule
from notifications.models import Subscriber, VisitRequest

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


class VisitRefused(Exception):  # noqa: N818  Its text says to the subscriber why.
    pass


@transaction.atomic
def ask_for_visit(subscriber: Subscriber, company: Company, at: datetime) -> None:
    """Have the company visited as soon as a worker is free. Raises VisitRefused."""
    # Who asks, then what is asked for: two requests of either are decided one after the other.
    Subscriber.objects.select_for_update(no_key=True).get(pk=subscriber.pk)
    schedule = CompanySchedule.objects.select_for_update(no_key=True).filter(company=company).first()
    if schedule is None or not schedule.active:
        raise VisitRefused(f"{company.name} is not visited at the moment.")
    _refuse_too_soon(company, at)
    _refuse_too_many(subscriber, at)
    VisitRequest.objects.filter(subscriber=subscriber, at__lt=at - KEPT).delete()
    VisitRequest.objects.create(subscriber=subscriber, company=company, at=at)
    dispatch.dispatch_now([company.pk], at)


def _refuse_too_soon(company: Company, at: datetime) -> None:
    wait: timedelta = settings.ASK_AGAIN_AFTER
    if VisitRequest.objects.filter(company=company, at__gt=at - wait).exists():
        raise VisitRefused(f"Somebody asked for this visit less than {_minutes(wait)} ago.")


def _refuse_too_many(subscriber: Subscriber, at: datetime) -> None:
    asked = VisitRequest.objects.filter(subscriber=subscriber, at__gt=at - HOUR).count()
    if asked >= settings.VISITS_AN_HOUR:
        raise VisitRefused(f"You asked for {asked} visits within an hour; that is as many as one may.")


def _minutes(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
