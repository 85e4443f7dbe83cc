"""Takes requests for all vendors on one day, as they arrive through INGEST_GATEWAY, and keeps what was rendered."""

import gzip
from dataclasses import dataclass
from hashlib import md5
from threading import Lock

from demo.answers import Answer, Request, json_answer
from demo.company import Board
from demo.day import Day
from demo.sites import website
from demo.throttling import is_throttled, throttled
from demo.vendors import vendor_at

_LEAST_WORTH_PACKING = 400
_KEPT_ANSWERS = 20_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer with all its forms. `etag` is empty where the vendor gives none, `packed` where it is not worth it."""

    answer: Answer
    etag: str
    packed: bytes


class Gateway:
    def __init__(self, day: Day) -> None:
        self.day = day
        self._kept: dict[Request, Rendered] = {}
        self._asked: set[tuple[str, str]] = set()
        self._lock = Lock()

    def answer(self, request: Request) -> Rendered:
        vendor = vendor_at(request.host)
        if not vendor and (company := self.day.company_at(request.host)):
            return _finished(website(request, company, self.day))
        if not vendor:
            return _finished(json_answer({"error": f"the demo has no host {request.host}"}, 502))
        listing = self.day.listing(vendor.SOURCE, vendor.token_of(request))
        if listing and is_throttled(listing.board, self.day.number) and self._is_first(listing.board):
            return _finished(throttled(listing))
        return self._kept.get(request) or self._keep(request, _finished(vendor.answer(request, listing)))

    def _is_first(self, board: Board) -> bool:
        name = (board.source, board.token)
        with self._lock:
            is_first = name not in self._asked
            self._asked.add(name)
        return is_first

    def _keep(self, request: Request, rendered: Rendered) -> Rendered:
        if len(self._kept) < _KEPT_ANSWERS:
            self._kept[request] = rendered
        return rendered


def _finished(answer: Answer) -> Rendered:
    etag = f'W/"{md5(answer.body, usedforsecurity=False).hexdigest()}"' if answer.has_etag else ""
    is_worth_packing = len(answer.body) >= _LEAST_WORTH_PACKING
    return Rendered(answer, etag, gzip.compress(answer.body, 4, mtime=0) if is_worth_packing else b"")
