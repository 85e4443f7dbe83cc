"""The first administrator is made through a signed link that works once: nobody ships or guesses a default password."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.urls import reverse

from notifications.models import DigestSchedule, Subscriber

SALT = "operations.first_admin"
LINK_SECONDS = 7 * 86_400


def link_for_first_admin() -> str:
    return settings.PUBLIC_URL + reverse("first_admin", args=[signing.dumps("first_admin", salt=SALT)])


def is_needed() -> bool:
    return not Subscriber.objects.filter(is_superuser=True).exists()


def is_good(token: str) -> bool:
    """Whether we signed it within the last week, and it was not used: the one who used it is there."""
    try:
        signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return False
    return is_needed()


@transaction.atomic
def make_first_admin(admin: Subscriber, at: datetime) -> bool:
    """Save the administrator, whose address counts as confirmed; False if somebody else was first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [SALT])
    if not is_needed():
        return False
    admin.is_staff = admin.is_superuser = True
    admin.confirmed_at = at
    admin.save()
    EmailAddress.objects.create(user=admin, email=admin.email, verified=True, primary=True)
    DigestSchedule.objects.create(subscriber=admin)
    return True
