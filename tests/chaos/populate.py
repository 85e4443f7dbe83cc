"""Fills an installation: `populate.py COMPANIES.json SUBSCRIBERS AT`. Runs in a process of its own, on its database."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.http import QueryDict  # noqa: E402  Django must be set up first.

from ingest.adding import add_company  # noqa: E402
from ingest.models import Company  # noqa: E402
from ingest.recognise import Recognised  # noqa: E402
from notifications.models import Subscriber  # noqa: E402
from notifications.saving import follow, save_search  # noqa: E402
from search.criteria import Criteria  # noqa: E402

QUERIES = [
    "q=python",
    "q=engineer",
    "q=sales",
    "country=DE",
    "workplace=remote",
    "q=kubernetes+python",
    "q=data&country=GB",
    "q=manager",
    "employment_type=part_time",
    'q="customer+success"',
]


def main(companies: str, subscribers: str, at: str) -> None:
    moment = datetime.fromisoformat(at)
    for listed in json.loads(Path(companies).read_text()):
        for board in listed["boards"]:
            add_company(Recognised(board["source"], board["token"]), moment, name=listed["name"])
    watched = list(Company.objects.order_by("id"))
    for number in range(int(subscribers)):
        subscriber = Subscriber.objects.create_user(f"s{number:03}@people.example", confirmed_at=moment)
        query = QUERIES[number % len(QUERIES)]
        save_search(subscriber, Criteria.from_query(QueryDict(query)), query, "daily", moment)
        follow(subscriber, watched[number % len(watched)], moment)


if __name__ == "__main__":
    main(*sys.argv[1:])
