import gzip
import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from demo.company import Board
from demo.server import DemoServer
from demo.throttling import is_throttled
from tests.demo.conftest import ANCHOR, Reply, ask

Get = Callable[..., Reply]
Boards = Callable[[str], list[Board]]


def listing_url(board: Board, query: str = "") -> str:
    return f"https://boards-api.greenhouse.io/v1/boards/{board.token}/jobs{query}"


def count_on(server: DemoServer, board: Board) -> int:
    total: int = ask(server.url, listing_url(board)).json()["meta"]["total"]
    return total


def moving(boards: list[Board]) -> Board:
    return next(board for board in boards if not board.quiet and board.event == "none")


def test_an_answer_is_compressed_where_the_client_takes_it(get: Get, boards_of: Boards) -> None:
    url = listing_url(boards_of("greenhouse")[0], "?content=true")
    plain, packed = get(url), get(url, Accept_Encoding="gzip, deflate")

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert len(packed.raw) < len(plain.raw) / 4
    assert gzip.decompress(packed.raw) == plain.raw


def test_a_known_representation_is_answered_with_304_and_no_body(get: Get, boards_of: Boards) -> None:
    url = listing_url(boards_of("greenhouse")[0])
    first = get(url)
    again = get(url, If_None_Match=first.headers["ETag"])

    assert (again.status, again.raw) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_validator_of_another_representation_does_not_count(get: Get, boards_of: Boards) -> None:
    board = boards_of("greenhouse")[0]
    light, full = get(listing_url(board)), get(listing_url(board, "?content=true"))

    assert light.headers["ETag"] != full.headers["ETag"]
    assert get(listing_url(board, "?content=true"), If_None_Match=light.headers["ETag"]).status == 200


def test_a_validator_changes_with_the_board_and_stays_where_nothing_moves(
    server: DemoServer, boards_of: Boards
) -> None:
    quiet = next(board for board in reversed(boards_of("lever")) if board.quiet and not board.european)
    urls = [listing_url(moving(boards_of("greenhouse"))), f"https://api.lever.co/v0/postings/{quiet.token}?mode=json"]
    before = [ask(server.url, url).headers["ETag"] for url in urls]
    server.set_day(2)
    statuses = [
        ask(server.url, url, headers={"If-None-Match": etag}).status for url, etag in zip(urls, before, strict=True)
    ]

    assert statuses == [200, 304]


def test_all_vendors_answer_on_the_same_connection(shared_server: DemoServer, boards_of: Boards) -> None:
    address = urlsplit(shared_server.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    statuses = []
    for url in (
        listing_url(boards_of("greenhouse")[0]),
        f"https://api.lever.co/v0/postings/{boards_of('lever')[0].token}",
        f"https://api.smartrecruiters.com/v1/companies/{boards_of('smartrecruiters')[0].token}/postings",
    ):
        connection.request("GET", urlsplit(url).path, headers={"Host": urlsplit(url).netloc})
        response = connection.getresponse()
        response.read()
        statuses.append((response.status, response.version))
    connection.close()

    assert all(version == 11 for _status, version in statuses)
    assert statuses[0][0] == statuses[2][0] == 200


def test_a_host_of_no_vendor_is_a_bad_gateway(get: Get) -> None:
    reply = get("https://jobs.unknown-vendor.example/api")

    assert reply.status == 502
    assert "jobs.unknown-vendor.example" in reply.json()["error"]


def test_the_port_of_the_host_header_is_ignored(get: Get, boards_of: Boards) -> None:
    assert get(listing_url(boards_of("greenhouse")[0]).replace(".io/", ".io:443/")).status == 200


def test_now_and_then_the_first_request_of_a_board_is_refused(server: DemoServer, boards_of: Boards) -> None:
    board, day = next(
        (board, day) for day in range(3, 30) for board in boards_of("greenhouse") if is_throttled(board, day)
    )
    server.set_day(day)
    first, second = ask(server.url, listing_url(board)), ask(server.url, listing_url(board))

    assert first.status == 429
    assert int(first.headers["Retry-After"]) > 0
    assert second.status in {200, 404}
    server.set_day(day)
    assert ask(server.url, listing_url(board)).status == 429


def test_the_first_days_and_most_boards_are_never_throttled(shared_server: DemoServer) -> None:
    boards = [board for company in shared_server.companies for board in company.boards]
    per_day = [sum(is_throttled(board, day) for board in boards) for day in range(31)]

    assert per_day[:3] == [0, 0, 0]
    assert 0 < sum(per_day) < 100


def test_another_process_moves_the_day(server: DemoServer, boards_of: Boards) -> None:
    board = moving(boards_of("greenhouse"))
    control = f"{server.url}/_demo/day"
    before = ask(server.url, listing_url(board)).body
    moved = ask(server.url, control, "POST", b'{"day": 9}')

    assert moved.json() == {"day": 9, "date": "2026-10-31", "anchor": "2026-10-22"}
    assert ask(server.url, control).json() == moved.json()
    assert server.day == 9
    assert ask(server.url, listing_url(board)).body != before


@pytest.mark.parametrize(
    "body", [b"", b"tomorrow", b'{"day": "2"}', b'{"day": 2, "hour": 3}', b'{"day": 99999999}', b"[2]"]
)
def test_a_day_that_is_none_is_refused_and_nothing_moves(server: DemoServer, body: bytes) -> None:
    reply = ask(server.url, f"{server.url}/_demo/day", "POST", body)

    assert reply.status == 400
    assert "a day is needed" in reply.json()["error"]
    assert server.day == 1


def test_another_process_finds_the_companies(get: Get, shared_server: DemoServer) -> None:
    companies = get(f"{shared_server.url}/_demo/companies").json()

    assert len(companies) == len(shared_server.companies)
    assert companies[0].keys() == {"name", "slug", "website", "boards"}
    assert companies[0]["boards"][0].keys() == {"source", "token", "careers_url"}


def test_an_unknown_control_is_not_found(get: Get, shared_server: DemoServer) -> None:
    assert get(f"{shared_server.url}/_demo/hour").status == 404


def test_every_answer_belongs_to_one_day_while_the_day_moves(server: DemoServer, boards_of: Boards) -> None:
    board = moving(boards_of("greenhouse"))
    bodies = set()
    for day in (1, 2):
        server.set_day(day)
        bodies.add(ask(server.url, listing_url(board)).body)
    seen: set[bytes] = set()
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.add(ask(server.url, listing_url(board)).body)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for day in (1, 2) * 10:
        server.set_day(day)
    ended.set()
    for reader in readers:
        reader.join()

    assert seen <= bodies


def test_a_large_request_body_is_refused(server: DemoServer) -> None:
    assert ask(server.url, f"{server.url}/_demo/day", "POST", b" " * 70_000).status == 413


def test_it_answers_at_least_three_hundred_requests_a_second(shared_server: DemoServer, boards_of: Boards) -> None:
    address, path = urlsplit(shared_server.url), urlsplit(listing_url(boards_of("greenhouse")[0], "?content=true"))
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    headers = {"Host": path.netloc, "Accept-Encoding": "gzip"}
    started = time.monotonic()
    for _ in range(300):
        connection.request("GET", f"{path.path}?{path.query}", headers=headers)
        connection.getresponse().read()
    seconds = time.monotonic() - started
    connection.close()

    assert seconds < 1


def test_stopping_closes_open_connections_at_once(boards_of: Boards) -> None:
    server = DemoServer(day=1, anchor=ANCHOR).start()
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    connection.request("GET", "/_demo/day")
    connection.getresponse().read()
    threads = threading.active_count()
    started = time.monotonic()
    server.stop()

    assert time.monotonic() - started < 2
    assert threading.active_count() == threads - 2
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        ask(server.url, listing_url(boards_of("greenhouse")[0]))


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "demo.server", "--day", "2", "--anchor", "2026-10-22"]
    command += ["--companies", "20", "--postings", "300", "--seed", "11"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_as_a_process_it_prints_its_address_and_ends_cleanly(
    process: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert process.stdout
    url = process.stdout.readline().strip()
    day = json.loads(ask(url, f"{url}/_demo/day").body)
    companies = json.loads(ask(url, f"{url}/_demo/companies").body)
    process.send_signal(number)
    _output, errors = process.communicate(timeout=10)

    assert day == {"day": 2, "date": "2026-10-24", "anchor": "2026-10-22"}
    assert len(companies) == 20
    assert (process.returncode, errors) == (0, "")
