"""The time zones that a subscriber can choose, and the one in which a page shows him its times."""

from collections.abc import Callable
from itertools import groupby
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from notifications.slots import zone_of

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def _choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS and "/" in name)
    regions = [
        (region, [(name, name.replace("_", " ")) for name in zones])
        for region, zones in groupby(names, key=lambda name: name.partition("/")[0])
    ]
    return [("UTC", "UTC"), *regions]


TIME_ZONE_CHOICES = _choices()


class TimeZoneMiddleware:
    """Times on a page are in the subscriber's time zone, in UTC for others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zone_of(request.user.time_zone)):
            return self.get_response(request)
