"""What was measured, as a table for people and as `benchmarks/results.json`."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figure import OURS, Aim, Result, Size
from config.development.running import CHECKOUT

FILE = Path(__file__).resolve().parent / "results.json"
PACKAGES = ("django", "celery", "psycopg", "httpx", "msgspec", "nh3", "aiohttp", "scrapy")


def show(results: Sequence[Result]) -> None:
    table = Table(title="Ours beside the floor and the peers, in the same run", title_justify="left")
    for column in ("figure", "who", "median", "unit", "ours against it"):
        table.add_column(column, justify="right" if column in {"median", "ours against it"} else "left")
    for result in results:
        for number, (name, value) in enumerate(result.values.items()):
            ratio = "" if name == OURS or OURS not in result.values else f"{result.values[OURS] / value:.2f}"
            table.add_row(result.title if not number else "", name, f"{value:,.1f}", result.unit, ratio)
        for aim in result.aims:
            mark = "[green]met[/]" if aim.is_met else "[red]missed[/]"
            table.add_row("", f"  {aim.text}", f"{aim.value:.2f}", _bound(aim), mark)
        table.add_section()
    Console().print(table)


def keep(results: Sequence[Result], size: Size, servers: Mapping[str, str], *, names: Sequence[str]) -> None:
    """Write the file. Figures that were not measured this time stay as they were."""
    known = {} if set(names) >= {result["figure"] for result in _known()} else {r["figure"]: r for r in _known()}
    measured = {result.figure: _as_json(result, size, servers) for result in results}
    FILE.write_text(json.dumps({"figures": list((known | measured).values())}, indent=1) + "\n")


def _known() -> list[dict[str, Any]]:
    return list(json.loads(FILE.read_text())["figures"]) if FILE.exists() else []


def _as_json(result: Result, size: Size, servers: Mapping[str, str]) -> dict[str, Any]:
    return {
        **asdict(result),
        "aims": [{"what": aim.text, "value": aim.value, "aim": _bound(aim), "met": aim.is_met} for aim in result.aims],
        "size": asdict(size),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "versions": {**servers, "Python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "cores": os.cpu_count(),
    }


def _bound(aim: Aim) -> str:
    return f"{'at most' if aim.at_most else 'at least'} {aim.bound:g}"


def _commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=10
    )
    return told.stdout.strip() or "unknown"
