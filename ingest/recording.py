"""The end of a visit, in one statement: the claim is released, the run has its row, unchanged boards their moment."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from config.prepared import prepared_cursor
from ingest.deadlocks import deadlocks_retried
from ingest.models import Run
from ingest.next_visit import NextVisit
from ingest.schedule import Claim, ClaimLost

# Django documents `_meta`.
_FIELDS = [field for field in Run._meta.concrete_fields if not field.primary_key]  # noqa: SLF001

RECORD = f"""
    WITH mine AS (
        UPDATE ingest_companyschedule
        SET lease_until = NULL, reserved_until = NULL, ticket = NULL, next_run_at = %s, failures = %s,
            visited_at = %s, change_rate = %s, cost = %s,
            active = active AND %s = '', paused_reason = coalesce(nullif(%s, ''), paused_reason)
        WHERE company_id = %s AND fence = %s AND lease_until IS NOT NULL
        RETURNING company_id
    ), confirmed AS (
        UPDATE ingest_boardstate s SET complete_at = %s, gone_at = NULL FROM mine WHERE s.board_id = ANY(%s)
    ), finished AS (
        DELETE FROM ingest_unfinishedrun u USING mine WHERE u.company_id = mine.company_id
    )
    INSERT INTO ingest_run ({", ".join(str(field.column) for field in _FIELDS)})
    SELECT {", ".join("%s" for _ in _FIELDS)} FROM mine RETURNING id
"""  # noqa: S608  All names are of our own model.


@deadlocks_retried
def record(claim: Claim, run: Run, following: NextVisit, *, unchanged: Sequence[int]) -> None:
    """Write a run and release its claim. `unchanged`: boards whose listing was as before, with nothing left to do.

    Raises ClaimLost, and then has written nothing.
    """
    values = [field.get_db_prep_save(getattr(run, field.attname), connection) for field in _FIELDS]
    with prepared_cursor() as cursor:
        cursor.execute(RECORD, [*_schedule(following), claim.company_id, claim.fence, run.at, list(unchanged), *values])
        row = cursor.fetchone()
    if row is None:
        raise ClaimLost(claim.company_id)
    run.pk = row[0]


def _schedule(following: NextVisit) -> list[Any]:
    rhythm, reason = following.rhythm, following.paused_reason
    return [
        following.at,
        following.failures,
        rhythm.visited_at,
        rhythm.change_rate,
        rhythm.cost,
        reason,
        reason,
    ]
