"""What the search form offers to choose from."""

from django.core.cache import cache
from django.db import connection

from ingest.models import Company
from search.countries import COUNTRIES

DAYS = (("1", "Last day"), ("3", "Last 3 days"), ("7", "Last week"), ("30", "Last 30 days"))
# With more than these, a list to choose from serves nobody: the companies' own pages lead to their postings.
MOST_COMPANIES = 300
REMEMBERED_SECONDS = 60


def companies() -> list[tuple[str, str]]:
    found = list(Company.objects.order_by("slug").values_list("slug", "name")[: MOST_COMPANIES + 1])
    return found if len(found) <= MOST_COMPANIES else []


def countries() -> list[tuple[str, str]]:
    """Those with an open posting, by name."""
    codes: list[str] = cache.get_or_set("search.countries", _countries_with_postings, REMEMBERED_SECONDS) or []
    return sorted(((code, COUNTRIES[code]) for code in codes if code in COUNTRIES), key=lambda choice: choice[1])


def _countries_with_postings() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT unnest(countries) FROM ingest_posting WHERE status = 'open'")
        return [str(code) for (code,) in cursor.fetchall()]
