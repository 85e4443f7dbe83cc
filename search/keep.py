"""Keep criteria for matching: each distinct search once, compiled."""

import hashlib
from dataclasses import asdict, replace
from typing import Any

from django.db import connection, transaction

from search.compiled import VERSION, compile_criteria
from search.criteria import Criteria
from search.models import KeptCriteria

PAGE = 500
INSERT = """
INSERT INTO search_keptcriteria
    (key, query_string, tsquery, company_ids, countries, workplaces, employment_types, seniorities, skills, most_years,
     compiled_with)
VALUES (%(key)s, %(query_string)s, %(tsquery)s::tsquery, %(company_ids)s::bigint[], %(countries)s::varchar[],
        %(workplaces)s::varchar[], %(employment_types)s::varchar[], %(seniorities)s::varchar[], %(skills)s::varchar[],
        %(most_years)s::smallint, %(compiled_with)s)
ON CONFLICT (key) DO UPDATE
SET tsquery = excluded.tsquery, company_ids = excluded.company_ids, compiled_with = excluded.compiled_with
RETURNING id
"""
RECOMPILE = """
UPDATE search_keptcriteria
SET tsquery = %(tsquery)s::tsquery, company_ids = %(company_ids)s::bigint[], countries = %(countries)s::varchar[],
    workplaces = %(workplaces)s::varchar[], employment_types = %(employment_types)s::varchar[],
    seniorities = %(seniorities)s::varchar[], skills = %(skills)s::varchar[], most_years = %(most_years)s::smallint,
    compiled_with = %(compiled_with)s
WHERE id = %(id)s
"""


def keep(criteria: Criteria) -> KeptCriteria:
    """The one row for this search, compiled now. A window of days is no part of what is kept."""
    kept = replace(criteria, posted_within_days=None)
    query_string = kept.to_query()
    key = hashlib.sha256(query_string.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, {"key": key, "query_string": query_string, **_columns(kept)})
        (kept_id,) = cursor.fetchone()
    return KeptCriteria.objects.get(pk=kept_id)


def recompile_page(after_id: int) -> int | None:
    """Compile a page of what another compiler left; the id to go on after, or None at the end."""
    stale = KeptCriteria.objects.exclude(compiled_with=VERSION).filter(pk__gt=after_id).order_by("pk")
    with transaction.atomic(), connection.cursor() as cursor:
        page = list(stale.select_for_update()[:PAGE])
        rows = [{"id": kept.pk, **_columns(Criteria.from_string(kept.query_string))} for kept in page]
        cursor.executemany(RECOMPILE, rows)
    return page[-1].pk if len(page) == PAGE else None


def _columns(criteria: Criteria) -> dict[str, Any]:
    return {**asdict(compile_criteria(criteria)), "compiled_with": VERSION}
