"""Stored with a visit's result, only when it differs from what is stored: an unchanged board writes nothing.

In the row itself, or in the storage back-end that STORAGES names `raw_answers`. There it is put after commit, so that a
worker that lost its claim puts nothing; and because a copy is no reason to lose a visit, a failure there is logged and
counted, and the row goes, so that the next visit tries again.
"""

import logging
from collections.abc import Container
from functools import partial
from typing import Any

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from config.prepared import prepared_cursor
from ingest.models import RawAnswer
from ingest.raw_answers.keeping import KeptAnswer, packed, unpacked
from ingest.schedule import fenced
from ingest.stages import count_failure
from ingest.visit import Visit

log = logging.getLogger(__name__)

ALIAS = "raw_answers"
# The bytes travel beside the statement, where the ORM would write them into it, twice as long.
WRITE = """
    INSERT INTO ingest_rawanswer
        (board_id, kind, at, reason, digest, answers, left_out, size, stored_as, body)
    VALUES (%(board)s, %(kind)s, %(at)s, %(reason)s, %(digest)s, %(answers)s, %(left_out)s, %(size)s, %(stored_as)s,
            %(body)s)
    ON CONFLICT (board_id, kind) DO UPDATE
    SET at = excluded.at, reason = excluded.reason, digest = excluded.digest, answers = excluded.answers,
        left_out = excluded.left_out, size = excluded.size, stored_as = excluded.stored_as, body = excluded.body
"""


class NotKept(Exception):  # noqa: N818  It names what happened.
    """The bytes are not where the row says, or not those that it names; the text is the reason."""


def resume(visit: Visit) -> None:
    """Begin with the answers that an earlier task of this visit put down."""
    part = RawAnswer.objects.filter(board=visit.board, kind=RawAnswer.Kind.PART).first()
    visit.kept.resume(_still_there(part) if part else [])
    if part and part.reason:
        visit.kept.faults.append(part.reason)


def put_down(visit: Visit) -> None:
    """Leave the answers for the task that goes on with this visit. Raises ClaimLost."""
    if visit.kept.answers:
        with fenced(visit.claim):
            _write(visit, RawAnswer.Kind.PART, visit.kept.digest)


def store(visit: Visit, seen: Container[str] | None) -> None:
    """Keep the answers of this visit, to be called inside its result's transaction: as bad ones if it found faults.

    `seen` are the ids of the listing that was read just now; None: it is as it was.
    """
    if visit.kept.is_resumed:
        RawAnswer.objects.filter(board=visit.board, kind=RawAnswer.Kind.PART).delete()
    if visit.kept.faults:
        _store_bad(visit)
    elif visit.kept.has_pages or visit.kept.answers:
        _store_good(visit, seen)


def _store_bad(visit: Visit) -> None:
    bad = RawAnswer.Kind.BAD
    same = RawAnswer.objects.filter(board=visit.board, kind=bad, digest=visit.kept.digest)
    if visit.kept.has_details or not same.exists():
        _write(visit, bad, visit.kept.digest)


def _store_good(visit: Visit, seen: Container[str] | None) -> None:
    """With what was not asked for again: pages and details together are what the board says."""
    kept, good = visit.kept, RawAnswer.Kind.GOOD
    has_pages = kept.has_pages
    before = RawAnswer.objects.filter(board=visit.board, kind=good).defer("body").first()
    if before is None:
        if has_pages:
            _write(visit, good, kept.digest)
        return
    if has_pages and bytes(before.digest) == kept.digest and not kept.has_details:
        return
    if visit.source.has_details:
        kept.carry_over(
            answer
            for answer in _still_there(before)
            if (seen is None or answer.external_id in seen if answer.external_id else not has_pages)
        )
    _write(visit, good, kept.digest if has_pages else bytes(before.digest))


def _still_there(before: RawAnswer) -> list[KeptAnswer]:
    try:
        return answers_of(before)
    except NotKept as error:
        log.warning("Raw answers were lost", extra={"board_id": before.board_id, "reason": str(error)[:200]})
        return []


def answers_of(row: RawAnswer) -> list[KeptAnswer]:
    """What a row keeps. Raises NotKept."""
    try:
        return unpacked(_read(row.stored_as) if row.stored_as else bytes(row.body or b""))
    except msgspec.MsgspecError as error:
        raise NotKept(f"the raw answers are damaged: {error}") from error


def _write(visit: Visit, kind: RawAnswer.Kind, digest: bytes) -> None:
    kept, body = visit.kept, packed(visit.kept.answers)
    outside = ALIAS in storages.backends and kind != RawAnswer.Kind.PART
    name = f"boards/{visit.board.id}/{kind}" if outside else ""
    values: dict[str, Any] = {
        "board": visit.board.id,
        "kind": str(kind),
        "at": visit.at,
        "reason": "; ".join(kept.faults)[:1000],
        "digest": digest,
        "answers": len(kept.answers),
        "left_out": kept.left_out,
        "size": kept.size,
        "stored_as": name,
        "body": None if outside else body,
    }
    with prepared_cursor() as cursor:
        cursor.execute(WRITE, values)
    if outside:
        transaction.on_commit(partial(_put, visit.board.id, kind, name, body))


def _put(board_id: int, kind: RawAnswer.Kind, name: str, body: bytes) -> None:
    try:
        # Not every back-end overwrites; one name for each board and kind means that nothing is left behind.
        storages[ALIAS].delete(name)
        storages[ALIAS].save(name, ContentFile(body))
    except Exception as error:  # noqa: BLE001  Back-ends raise what their libraries raise.
        log.warning("A raw answer was not stored", extra={"board_id": board_id, "reason": str(error)[:200]})
        RawAnswer.objects.filter(board_id=board_id, kind=kind).delete()
        count_failure(ALIAS)


def _read(name: str) -> bytes:
    try:
        with storages[ALIAS].open(name) as file:
            return bytes(file.read())
    except Exception as error:
        raise NotKept(f"{name} cannot be read: {error}") from error
