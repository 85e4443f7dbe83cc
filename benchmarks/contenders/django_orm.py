"""Peers: what one writes with Django's ORM, a board after the other."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
from django.db import transaction

from benchmarks.contenders.share import Share
from benchmarks.contenders.written import Row, entries_of, row
from ingest.models import Posting, PostingStage, PostingText
from ingest.rows import CONTENT, TEXT

HEXADECIMAL = "\\x"


class _Sweep:
    def __init__(self, share: Share) -> None:
        self._share = share
        self._client = httpx.Client(timeout=60)
        Posting.objects.count()

    def run(self) -> int:
        return sum(self._board(token, *ids) for token, ids in self._share.boards.items())

    def _board(self, token: str, board: int, company: int) -> int:
        body = self._client.get(self._share.url(token)).raise_for_status().content
        rows = [row(entry, token) for entry in entries_of(body, token)]
        self._write(rows, board, company)
        return len(rows)

    def _write(self, rows: Sequence[Row], board: int, company: int) -> None:
        raise NotImplementedError


class BulkCreate(_Sweep):
    """`bulk_create(update_conflicts=True)` of each of the three tables, a board in one transaction."""

    def _write(self, rows: Sequence[Row], board: int, company: int) -> None:
        now = datetime.now(UTC)
        with transaction.atomic():
            postings = Posting.objects.bulk_create(
                [
                    Posting(board_id=board, company_id=company, first_seen_at=now, changed_at=now, **_content(row))
                    for row in rows
                ],
                update_conflicts=True,
                unique_fields=["board", "external_id"],
                update_fields=[*CONTENT, "changed_at", "status"],
            )
            PostingText.objects.bulk_create(
                [PostingText(posting=one, **_text(row)) for one, row in zip(postings, rows, strict=True)],
                update_conflicts=True,
                unique_fields=["posting"],
                update_fields=list(TEXT),
            )
            PostingStage.objects.bulk_create(
                [PostingStage(posting=one, silent=True, announced_at=now, matched_at=now) for one in postings],
                ignore_conflicts=True,
            )


class UpdateOrCreate(_Sweep):
    """`update_or_create` of each posting and its text."""

    def _write(self, rows: Sequence[Row], board: int, company: int) -> None:
        for one in rows:
            content, now = _content(one), datetime.now(UTC)
            external_id = content.pop("external_id")
            posting, _ = Posting.objects.update_or_create(
                board_id=board,
                external_id=external_id,
                defaults={**content, "changed_at": now},
                create_defaults={**content, "changed_at": now, "company_id": company, "first_seen_at": now},
            )
            PostingText.objects.update_or_create(posting=posting, defaults=_text(one))
            PostingStage.objects.get_or_create(
                posting=posting, defaults={"silent": True, "announced_at": now, "matched_at": now}
            )


def _content(row: Row) -> dict[str, Any]:
    """The columns of a posting as the ORM wants them: JSON and moments apart, bytes as bytes."""
    return {name: _value(row[name], CONTENT.get(name, "text")) for name in ("external_id", *CONTENT)}


def _value(value: Any, kind: str) -> Any:  # noqa: ANN401  A column's.
    if kind == "bytea":
        return bytes.fromhex(value.removeprefix(HEXADECIMAL))
    if kind == "jsonb":
        return msgspec.to_builtins(value)
    if kind == "timestamptz" and value is not None:
        return datetime.fromisoformat(value)
    return list(value) if isinstance(value, tuple) else value


def _text(row: Row) -> dict[str, str]:
    return {name: row[name] for name in TEXT}
