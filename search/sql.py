"""Criteria as SQL: one table of clauses, for the search page and for matching.

The names are those of `Compiled` and of the columns of kept criteria. `{p}` stands for what has a posting's columns,
`{t}` for what has its vector, `{asked}` for the value: a parameter, or a column of kept criteria.
"""

from typing import NamedTuple

from search.compiled import Compiled


class Clause(NamedTuple):
    sql: str
    type: str


CLAUSES = {
    "tsquery": Clause("{t}.vector @@ {asked}", "tsquery"),
    "company_ids": Clause("{p}.company_id = ANY ({asked})", "bigint[]"),
    "countries": Clause("{p}.countries && {asked}", "varchar[]"),
    "workplaces": Clause("{p}.workplace = ANY ({asked})", "varchar[]"),
    "employment_types": Clause("{p}.employment_type = ANY ({asked})", "varchar[]"),
    "seniorities": Clause("{p}.seniority = ANY ({asked})", "varchar[]"),
    "skills": Clause("{p}.skills && {asked}", "varchar[]"),
    "most_years": Clause("{p}.experience_years <= {asked}", "smallint"),
}


def matches_asked(compiled: Compiled, *, p: str, t: str, but: str = "") -> str:
    """The condition for what is asked, with parameters of the clauses' names. `but` names one that the query has."""
    asked = [
        clause.sql.format(p=p, t=t, asked=f"%({name})s::{clause.type}")
        for name, clause in CLAUSES.items()
        if name != but and getattr(compiled, name) is not None
    ]
    return " AND ".join(asked) or "true"


def matches_kept(*, p: str, t: str, c: str, but: str = "") -> str:
    """The condition for a row of kept criteria `c`, whose nulls do not ask. `but` names a clause that the join has."""
    return " AND ".join(
        f"({c}.{name} IS NULL OR {clause.sql.format(p=p, t=t, asked=f'{c}.{name}')})"
        for name, clause in CLAUSES.items()
        if name != but
    )
