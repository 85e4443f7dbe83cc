"""A board's kept answers, read by today's code: what it makes of them, and what it cannot make anything of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.content import Content, content_of
from ingest.models import Board, RawAnswer
from ingest.raw_answers.keeping import KeptAnswer
from ingest.raw_answers.storing import NotKept, answers_of
from ingest.sources import source_named
from ingest.sources.types import BadItem, Entry, MalformedPayload, Source


@dataclass(slots=True)
class ReadAgain:
    """`contents` by external id: each with its detail, where that was kept. `skipped`: newer answers, and why."""

    row: RawAnswer
    contents: dict[str, tuple[Entry, Content]] = field(default_factory=dict)
    bad: list[BadItem] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_again(board: Board) -> ReadAgain | list[str]:
    """The newest of the board's answers that can be read; or, of each, why it cannot."""
    skipped = []
    for row in RawAnswer.objects.filter(board=board).exclude(kind=RawAnswer.Kind.PART).order_by("-at", "kind"):
        try:
            result = _read(row, source_named(board.source), board.token)
        except (MalformedPayload, NotKept) as error:
            skipped.append(f"the {row.kind} one of {row.at:%Y-%m-%d %H:%M}: {error}")
        else:
            result.skipped = skipped
            return result
    return skipped or ["none is kept"]


def _read(row: RawAnswer, source: Source, token: str) -> ReadAgain:
    result, answers = ReadAgain(row), answers_of(row)
    if all(answer.external_id for answer in answers):
        raise NotKept("its listing was too much to be kept")
    details = {answer.external_id: answer for answer in answers if answer.external_id}
    for answer in answers:
        if not answer.external_id:
            page = source.listing(answer.body(), token, answer.request)
            result.bad += page.bad
            _read_entries(result, page.entries, details, source, token)
    return result


def _read_entries(
    result: ReadAgain, entries: Sequence[Entry], details: dict[str, KeptAnswer], source: Source, token: str
) -> None:
    for entry in entries:
        if entry.external_id in result.contents:
            # Vendors repeat ids, and the first one counts.
            continue
        try:
            posting = source.posting(entry, token)
            content = content_of(posting)
            if detail := details.get(entry.external_id):
                content = content_of(source.detail(detail.body(), posting, token)).completed_by(content)
        except MalformedPayload as error:
            result.bad.append(BadItem(entry.external_id, str(error)))
        else:
            result.contents[entry.external_id] = (entry, content)
