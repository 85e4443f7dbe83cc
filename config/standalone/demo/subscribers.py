"""The demo's people: what they follow and search, in three time zones and every frequency; one of them is staff."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from ingest.models import Company
from ingest.models.posting import Status
from notifications.models import Subscriber
from notifications.models.saved_search import Frequency
from notifications.saving import follow, save_search
from search.criteria import Criteria

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    name: str
    time_zone: str
    delivery_hour: int
    searches: tuple[tuple[str, Criteria, Frequency], ...]
    is_staff: bool = False
    follows_largest: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


PEOPLE = (
    Person(
        "ada",
        "Europe/Berlin",
        8,
        (
            ("Engineering", Criteria(text="engineer OR Entwickler"), Frequency.DAILY),
            ("Anything remote", Criteria(workplaces=("remote",)), Frequency.DAILY),
        ),
        is_staff=True,
    ),
    Person(
        "ben",
        "Europe/London",
        9,
        (
            ("Analysts", Criteria(text="analyst"), Frequency.DAILY),
            ("Nursing", Criteria(text="nurse OR Pflege"), Frequency.WEEKLY),
        ),
        follows_largest=True,
    ),
    Person(
        "chloe",
        "America/New_York",
        7,
        (
            ("Sales", Criteria(text="sales"), Frequency.INSTANT),
            ("In France and Germany", Criteria(countries=("DE", "FR")), Frequency.DAILY),
        ),
    ),
)


def add_people(at: datetime) -> None:
    """Each with a confirmed address; who is there already keeps what he changed."""
    for person in PEOPLE:
        if not Subscriber.objects.filter(email=person.email).exists():
            _add(person, at)


def password_of(person: Person) -> str:
    """The same at every start here, and another one on every machine."""
    return salted_hmac("rolewatch.demo.password", person.email).hexdigest()[:12]


def are_there() -> bool:
    return Subscriber.objects.filter(email__in=[person.email for person in PEOPLE]).count() == len(PEOPLE)


@transaction.atomic
def _add(person: Person, at: datetime) -> None:
    subscriber = Subscriber.objects.create_user(
        person.email,
        password_of(person),
        time_zone=person.time_zone,
        delivery_hour=person.delivery_hour,
        confirmed_at=at,
        is_staff=person.is_staff,
        is_superuser=person.is_staff,
    )
    EmailAddress.objects.create(user=subscriber, email=person.email, verified=True, primary=True)
    for name, criteria, frequency in person.searches:
        save_search(subscriber, criteria, name, frequency, at)
    if person.follows_largest:
        follow(subscriber, _largest(), at)


def _largest() -> Company:
    """The company with the most open postings."""
    return Company.objects.annotate(open_postings=Count("postings", filter=Q(postings__status=Status.OPEN))).order_by(
        "-open_postings", "id"
    )[0]
