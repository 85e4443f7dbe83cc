"""A company from a careers URL: recognised, added once, due at once."""

import re
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from ingest.models import Board, Company, CompanySchedule
from ingest.recognise import Recognised
from ingest.sources import source_named

LONGEST_SLUG = 70


def add_company(found: Recognised, at: datetime, *, name: str = "", website: str = "") -> tuple[Company, bool]:
    """The company of a board, and whether it was added now. A board belongs to the company that had it first."""
    if known := _company_of(found):
        return known, False
    try:
        return _add(found, at, name, website), True
    except IntegrityError:
        # Somebody added the same board at the same time, and the constraint refused this whole transaction.
        if known := _company_of(found):
            return known, False
        raise


def _company_of(found: Recognised) -> Company | None:
    board = Board.objects.select_related("company").filter(source=found.source, token__iexact=found.token).first()
    return board.company if board else None


@transaction.atomic
def _add(found: Recognised, at: datetime, name: str, website: str) -> Company:
    source = source_named(found.source)
    company = _new_company(name or _name_of(found.slug), website, at)
    CompanySchedule.objects.create(company=company, host=source.host(found.token), next_run_at=at)
    Board.objects.create(
        company=company, source=found.source, token=found.token, url=source.board_url(found.token), added_at=at
    )
    return company


def _new_company(name: str, website: str, at: datetime) -> Company:
    """The first free of acorn, acorn-2, acorn-3, …; the constraint decides what is free."""
    base = slugify(name)[:LONGEST_SLUG].strip("-") or "company"
    with connection.cursor() as cursor:
        number, slug = 1, base
        while True:
            cursor.execute(
                """
                INSERT INTO ingest_company (name, slug, website, created_at) VALUES (%s, %s, %s, %s)
                ON CONFLICT (slug) DO NOTHING RETURNING id
                """,
                [name[:200], slug, website[:500], at],
            )
            if row := cursor.fetchone():
                return Company.objects.get(id=row[0])
            number += 1
            slug = f"{base}-{number}"


def _name_of(token: str) -> str:
    """A name for people until staff give a better one: the token without what joins its words."""
    words = re.sub(r"[^\w]+|_", " ", token).strip()
    return words.title() if words.islower() else words or token
