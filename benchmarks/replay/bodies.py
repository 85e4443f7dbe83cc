"""Whole HTTP answers, ready to be written: a board's postings in Greenhouse's format, and that nothing changed."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from benchmarks.replay.descriptions import Descriptions
from benchmarks.replay.listed import Listed

NO_BOARD = b'{"status":404,"error":"Not found"}'
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(NO_BOARD), NO_BOARD)


@dataclass(frozen=True, slots=True)
class Ready:
    etag: bytes
    whole: bytes
    unchanged: bytes


def ready(listed: Sequence[Listed], descriptions: Descriptions) -> Ready:
    body = msgspec.json.encode({"jobs": [_job(one, descriptions) for one in listed], "meta": {"total": len(listed)}})
    return answers_of(body, blake2b(body, digest_size=16).hexdigest().encode())


def answers_of(body: bytes, name: bytes) -> Ready:
    etag = b'W/"' + name + b'"'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nETag: " + etag
    whole = head + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
    return Ready(etag, whole, b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n")


def _job(one: Listed, descriptions: Descriptions) -> dict[str, object]:
    return {
        "absolute_url": one.absolute_url,
        "data_compliance": [{"type": "gdpr", "requires_consent": False, "retention_period": None}],
        "internal_job_id": one.id + 1,
        "location": {"name": one.location},
        "metadata": None,
        "id": one.id,
        "updated_at": one.updated_at,
        "requisition_id": str(one.id),
        "title": one.title,
        "company_name": one.company_slug,
        "first_published": "2025-11-03T09:00:00-05:00",
        "content": html.escape(descriptions.of(one.id, one.updated_at)),
        "departments": [{"id": 1, "name": "Operations", "child_ids": [], "parent_id": None}],
        "offices": [{"id": 2, "name": one.location, "location": one.location, "child_ids": [], "parent_id": None}],
    }
