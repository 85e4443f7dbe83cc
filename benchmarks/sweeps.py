"""Boards and databases for the sweeps, made once and copied for every round, and our own sweep through the workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.contenders.share import Share, parts
from benchmarks.replay.listed import Boards
from benchmarks.replay.server import ReplayServer
from benchmarks.servers import MIGRATED, Servers
from benchmarks.together import Ran, run_together
from benchmarks.workers import Worker, workers

COMPANIES, FIRST = "companies", "first"
SCRATCH = "scratch"
PROCESSES = 2
SLOTS = 8
# Two processes that ingest, and the one that dispatches.
OURS = (*[Worker("ingest", SLOTS)] * PROCESSES, Worker("dispatch", 1))
BOARD_IDS = "SELECT token, id, company_id FROM ingest_board"
WRITTEN = """
    SELECT md5(string_agg(md5(concat_ws(' ', p.board_id, p.external_id, p.title, t.description_html, t.vector)), ''
                          ORDER BY p.board_id, p.external_id))
    FROM ingest_posting p JOIN ingest_postingtext t ON t.posting_id = p.id
        JOIN ingest_postingstage s ON s.posting_id = p.id
"""
DUE = "UPDATE ingest_companyschedule SET next_run_at = clock_timestamp() - interval '1 second'"


@dataclass(slots=True)
class Sweeps:
    servers: Servers
    replay: ReplayServer
    boards: Boards

    def ours(self, moment: int, template: str, *, all_due: bool = True) -> Ran:
        """Our sweep on a copy of `template`, which stays as the database `scratch`."""
        self.begin(moment, template, all_due=all_due)
        with self.servers.queues() as broker:
            environment = self.servers.environment(SCRATCH, broker=broker, gateway=self.replay.url)
            with workers(OURS, environment, self.servers.folder / "workers.log"):
                return run_together("benchmarks.contenders.ours.Ours", [len(self.boards.tokens())], environment)

    def theirs(self, name: str, moment: int, template: str, *, processes: int = PROCESSES, most: int = 0) -> float:
        """The seconds of another contender's sweep, over all boards or the first `most` of them."""
        self.begin(moment, template)
        ids = self.board_ids(SCRATCH)
        if most:
            ids = {token: ids[token] for token in self.boards.tokens()[:most]}
        sizes = {token: len(listed) for token, listed in self.boards.at[moment].items()}
        with self.servers.queues() as broker:
            shares = [
                Share(part, self.replay.url, self.servers.database_url(SCRATCH), broker)
                for part in parts(ids, sizes, processes)
            ]
            environment = self.servers.environment(SCRATCH, broker=broker, gateway=self.replay.url)
            return run_together(f"benchmarks.contenders.{name}", shares, environment).seconds

    def begin(self, moment: int, template: str, *, all_due: bool = True) -> None:
        self.replay.show(moment)
        self.servers.make_database(SCRATCH, template)
        if all_due:
            with self.servers.connect(SCRATCH) as connection:
                connection.execute(DUE)

    def board_ids(self, database: str) -> dict[str, tuple[int, int]]:
        with self.servers.connect(database) as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(BOARD_IDS).fetchall()}

    def written(self) -> str:
        """A digest of what the last sweep wrote: equal ones are the same postings, texts and vectors."""
        with self.servers.connect(SCRATCH) as connection:
            row = connection.execute(WRITTEN).fetchone()
        return str(row[0]) if row else ""

    def read_once(self) -> None:
        """Make the template `first`: all boards of the first crawl were read."""
        self.ours(0, COMPANIES)
        with self.servers.connect(SCRATCH) as connection:
            connection.execute("VACUUM (ANALYZE)")
        self.servers.make_database(FIRST, SCRATCH)


@contextmanager
def sweeps(servers: Servers, boards: Boards) -> Iterator[Sweeps]:
    """A replay server of these boards, and a database with their companies."""
    with ReplayServer(boards.most) as replay:
        found = Sweeps(servers, replay, boards)
        servers.make_database(COMPANIES, MIGRATED)
        environment = servers.environment(COMPANIES)
        run_together("benchmarks.contenders.companies.Companies", [found.boards.tokens()], environment)
        yield found
        for name in (SCRATCH, FIRST, COMPANIES):
            servers.drop_database(name)
