"""What the search form offers to choose from."""

from django.core.cache import cache
from django.db import connection

from ingest.models import Company
from search.countries import COUNTRIES
from search.wording import years_label

DAYS = (("1", "Last day"), ("3", "Last 3 days"), ("7", "Last week"), ("30", "Last 30 days"))
YEARS = tuple((str(years), years_label(years).capitalize()) for years in (0, 1, 2, 3, 5, 8, 10))
# With more than these, a list to choose from serves nobody: the companies' own pages lead to their postings.
MOST_COMPANIES = 300
MOST_SKILLS = 60
REMEMBERED_SECONDS = 60


def companies() -> list[tuple[str, str]]:
    found = list(Company.objects.order_by("slug").values_list("slug", "name")[: MOST_COMPANIES + 1])
    return found if len(found) <= MOST_COMPANIES else []


def countries() -> list[tuple[str, str]]:
    """Those with an open posting, by name."""
    codes: list[str] = cache.get_or_set("search.countries", _countries_with_postings, REMEMBERED_SECONDS) or []
    return sorted(((code, COUNTRIES[code]) for code in codes if code in COUNTRIES), key=lambda choice: choice[1])


def skills() -> list[tuple[str, str]]:
    """Those that open postings name most, by name."""
    named: list[str] = cache.get_or_set("search.skills", _skills_of_postings, REMEMBERED_SECONDS) or []
    return [(name, name) for name in sorted(named, key=str.casefold)]


def _skills_of_postings() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT skill FROM ingest_posting, unnest(skills) AS skill WHERE status = 'open'
            GROUP BY skill ORDER BY count(*) DESC, skill LIMIT %s
            """,
            [MOST_SKILLS],
        )
        return [str(name) for (name,) in cursor.fetchall()]


def _countries_with_postings() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT unnest(countries) FROM ingest_posting WHERE status = 'open'")
        return [str(code) for (code,) in cursor.fetchall()]
