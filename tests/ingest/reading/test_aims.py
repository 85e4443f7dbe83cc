"""What is read of labelled rows that nobody tuned the rules on. The rows are not part of the project."""

import json
from pathlib import Path

import pytest

from benchmarks.reading import KINDS, Case, part_of

ROWS = Path(__file__).resolve().parents[4] / "shared" / "data" / "datasets" / "labelled_strings"


def cases(kind: str, question: str, *files: str) -> list[Case]:
    if not ROWS.exists():
        pytest.skip(f"{ROWS.name} is not there")
    rows = [json.loads(line) for file in files for line in (ROWS / f"{file}.jsonl").read_text().splitlines()]
    held_out = [row for row in rows if part_of(row) == "held-out"]
    return [case for row in held_out for case in KINDS[kind](row) if case.question == question]


def accuracy(asked: list[Case]) -> float:
    return sum(bool(case.read == case.labelled) for case in asked) / len(asked)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kind", "question", "file", "least"),
    [
        ("geo", "country", "geo_corpus", 0.97),
        ("geo", "city", "geo_corpus", 0.9),
        ("level", "level", "level_corpus", 0.85),
        ("yoe", "years", "yoe_corpus", 0.95),
    ],
)
def test_accuracy_is_as_good_as_aimed_at(kind: str, question: str, file: str, least: float) -> None:
    assert accuracy(cases(kind, question, file)) >= least


@pytest.mark.shared
def test_a_salary_is_seldom_wrong_and_mostly_found() -> None:
    asked = cases("salary", "salary", *(f"{language}salary_corpus" for language in ("", "de_", "fr_", "es_")))
    right = sum(case.read is not None and case.read == case.labelled for case in asked)
    assert right / sum(case.read is not None for case in asked) >= 0.97
    assert right / sum(case.labelled is not None for case in asked) >= 0.85
