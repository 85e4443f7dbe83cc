"""`manage.py ingest TARGET | --all`: visit one company, or all, now and without a broker, and say what came of it."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from rich.console import Console

from config.clock import clock
from config.queues import SLOTS as QUEUE_SLOTS
from ingest.adding import add_company
from ingest.crawl import crawl
from ingest.management.sweep_report import follow, table
from ingest.models import Company, Run
from ingest.models.run import FAILURES
from ingest.recognising.search import find_board
from ingest.schedule import claim, overdue
from ingest.visit_all import make_all_due, visit_all

SLOTS = QUEUE_SLOTS["ingest"]
KEYS = ("outcome", "created", "changed", "unchanged", "missing", "closed", "reopened", "held")


class Command(BaseCommand):
    help = (
        "Visit one company now: an id, a slug, or a careers URL, which is recognised and added if it is new. "
        "With --all, visit every company that is not paused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", nargs="?", help="id, slug or careers URL")
        parser.add_argument("--all", action="store_true", help="visit every company that is not paused")
        parser.add_argument("--due", action="store_true", help="with --all: only those that are due")
        parser.add_argument("--slots", type=int, default=SLOTS, help="with --all: how many at the same time")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, only say what would happen")
        parser.add_argument("--json", action="store_true", help="end with one JSON object")
        parser.add_argument("--at", help="run as of this moment, ISO 8601; only with DEBUG on")

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        at = _moment(options["at"])
        if options["all"] == bool(options["target"]):
            raise CommandError("Say which company: an id, a slug or a careers URL. Or --all.")
        if options["all"]:
            if options["dry_run"]:
                raise CommandError("--dry-run is for one company.")
            self._visit_all(at, options)
        elif options["dry_run"]:
            with transaction.atomic():
                run = _visit_without_writing(options["target"], at)
                transaction.set_rollback(True)
            self._report(run, as_json=options["json"])
        else:
            self._report(_visit(options["target"], at), as_json=options["json"])

    def _visit_all(self, at: datetime, options: dict[str, Any]) -> None:
        ahead = at - clock.now()
        total = overdue(at, timedelta()) if options["due"] else make_all_due(at)
        visits = visit_all(lambda: clock.now() + ahead, slots=options["slots"])
        report = follow(visits, total, Console(stderr=True))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            console = Console()
            with console.capture() as shown:
                console.print(table(report, total))
            self.stdout.write(shown.get())

    def _report(self, run: Run, *, as_json: bool) -> None:
        values = {key: getattr(run, key) for key in KEYS}
        if as_json:
            self.stdout.write(json.dumps(values | {"reason": run.reason}))
        else:
            self.stdout.write(", ".join(f"{key} {value}" for key, value in values.items()))
            for board in run.boards:
                self.stdout.write(f"{board['name']}: {board['outcome']} {board['reason']}".rstrip())
                self.stdout.writelines(f"  {reason}" for reason in board["bad"])
        if run.outcome in FAILURES:
            raise CommandError(run.reason)


def _moment(stated: str | None) -> datetime:
    if stated is None:
        return clock.now()
    if not settings.DEBUG:
        raise CommandError("--at rewrites history; it is refused while DEBUG is off.")
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError as error:
        raise CommandError(f"--at {stated} is not a moment like 2026-11-22T10:00Z.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _visit_without_writing(target: str, at: datetime) -> Run:
    """A visit in a transaction that is rolled back; it waits for vendors, so its own limit is longer than others'."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
    return _visit(target, at)


def _visit(target: str, at: datetime) -> Run:
    company = _company(target, at)
    held = claim(company.id, None)
    if held is None:
        raise CommandError(f"{company.name} is being visited right now by a worker.")
    run = crawl(held, at)
    if run is None:
        raise CommandError(f"A worker took {company.name} over meanwhile; its run is recorded there.")
    return run


def _company(target: str, at: datetime) -> Company:
    known = Company.objects.filter(slug=target).first()
    if known is None and target.isascii() and target.isdigit():
        known = Company.objects.filter(id=int(target[:18])).first()
    if known is not None:
        return known
    if "." not in target and "/" not in target:
        raise CommandError(f"{target} is no company's id or slug, and no web address.")
    finding = find_board(target)
    if finding.board is None:
        raise CommandError(finding.reason)
    return add_company(finding.board, at, name=finding.site_name, website=finding.website)[0]
