"""The answers of one visit to a board, compressed as they come, and never more of them than a bound."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence

import msgspec

from ingest.sources.types import Request

# Compressed. Of 10,000 boards hardly any has more, and those that have would be most of the table.
MOST_BYTES = 4 * 1024 * 1024
# Three times as fast as zlib's default, for a tenth more bytes.
LEVEL = 1


class KeptAnswer(msgspec.Struct, frozen=True):
    """An answer and what was asked. `external_id`: of the posting whose detail it is; empty for a page of the listing.

    `size` and `digest` are those of the decoded body.
    """

    request: Request
    external_id: str
    size: int
    digest: bytes
    packed: bytes

    def body(self) -> bytes:
        return zlib.decompress(self.packed)


class Kept:
    """What one visit keeps. What would go beyond the bound is left out, and counted.

    `faults`: what in it cannot be read, in words. `is_resumed`: an earlier task began the visit and put it down.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.answers: list[KeptAnswer] = []
        self.faults: list[str] = []
        self.left_out = 0
        self.is_resumed = False
        self._digests: list[bytes] = []
        self._has_carried = False
        self._room = most

    def page(self, request: Request, body: bytes, digest: bytes) -> None:
        """A page of the listing, in the order of asking. `digest`: SHA-256 of its body."""
        self._digests.append(digest)
        self._add(request, "", body, digest)

    def detail(self, external_id: str, url: str, body: bytes) -> None:
        self._add(Request(url), external_id, body, _digest(body))

    def carry_over(self, earlier: Iterable[KeptAnswer]) -> None:
        """Keep what an earlier visit kept, but for details that this one asked for again. Once: writes are retried."""
        if not self._has_carried:
            self._has_carried = True
            self._take(earlier)

    def _take(self, earlier: Iterable[KeptAnswer]) -> None:
        read = {answer.external_id for answer in self.answers if answer.external_id}
        for answer in earlier:
            if answer.external_id not in read:
                self._keep(answer)

    def resume(self, earlier: Sequence[KeptAnswer]) -> None:
        """Begin with what an earlier task of the same visit kept."""
        self.is_resumed = True
        self._digests = [answer.digest for answer in earlier if not answer.external_id]
        self._take(earlier)

    @property
    def digest(self) -> bytes:
        """Of the listing's pages alone."""
        return _digest(b"".join(self._digests))

    @property
    def has_pages(self) -> bool:
        return bool(self._digests)

    @property
    def has_details(self) -> bool:
        return any(answer.external_id for answer in self.answers)

    @property
    def size(self) -> int:
        return sum(answer.size for answer in self.answers)

    def _add(self, request: Request, external_id: str, body: bytes, digest: bytes) -> None:
        if self._room > 0:
            self._keep(KeptAnswer(request, external_id, len(body), digest, zlib.compress(body, LEVEL)))
        else:
            self.left_out += 1

    def _keep(self, answer: KeptAnswer) -> None:
        if len(answer.packed) > self._room:
            self.left_out += 1
            return
        self._room -= len(answer.packed)
        self.answers.append(answer)


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def packed(answers: Sequence[KeptAnswer]) -> bytes:
    return msgspec.msgpack.encode(answers)


def unpacked(body: bytes) -> list[KeptAnswer]:
    """Raises msgspec.MsgspecError for bytes that `packed` did not write."""
    return msgspec.msgpack.decode(body, type=list[KeptAnswer])
