"""Matching as a delta sweep: a few new postings in a small indexed table, all kept criteria against it in one join."""

from collections.abc import Sequence

from django.db import connection

from search.sql import matches_kept

DELTA = """
CREATE TEMPORARY TABLE delta ON COMMIT DROP AS
SELECT p.id, p.company_id, p.countries, p.workplace, p.employment_type, p.seniority, p.skills,
       p.experience_years, t.vector
FROM ingest_posting p LEFT JOIN ingest_postingtext t ON t.posting_id = p.id
WHERE p.id = ANY (%s) AND p.status = 'open'
"""
# Three joins, because three things find a posting: its words, its company, or neither (a country, a workplace).
FOUND_PAIR = f"""
CREATE TEMPORARY TABLE found_pair ON COMMIT DROP AS
SELECT c.id AS criteria_id, d.id AS posting_id
FROM search_keptcriteria c JOIN delta d ON d.vector @@ c.tsquery
WHERE {matches_kept(p="d", t="d", c="c", but="tsquery")}
UNION ALL
SELECT c.id, d.id
FROM search_keptcriteria c CROSS JOIN LATERAL unnest(c.company_ids) AS asked (company_id)
JOIN delta d ON d.company_id = asked.company_id
WHERE c.tsquery IS NULL AND {matches_kept(p="d", t="d", c="c", but="company_ids")}
UNION ALL
SELECT c.id, d.id
FROM search_keptcriteria c CROSS JOIN delta d
WHERE c.tsquery IS NULL AND c.company_ids IS NULL AND {matches_kept(p="d", t="d", c="c")}
"""  # noqa: S608  The clauses are the literal ones of search/sql.py.


def find_pairs(posting_ids: Sequence[int]) -> None:
    """Fill the temporary table `found_pair (criteria_id, posting_id)` for the open ones of these postings.

    Inside the caller's transaction, with whose end the table goes.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.delta, pg_temp.found_pair")
        cursor.execute(DELTA, [list(posting_ids)])
        cursor.execute("CREATE INDEX ON delta USING gin (vector)")
        cursor.execute("CREATE INDEX ON delta (company_id)")
        cursor.execute("ANALYZE delta")
        # The planner cannot know how seldom a search matches: with a few postings it would read all their vectors.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        cursor.execute(FOUND_PAIR)
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT; SET LOCAL jit = DEFAULT")
        cursor.execute("ANALYZE found_pair")
