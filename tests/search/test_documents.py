"""Documents: what the index knows of a posting, and nothing that the mapping does not know."""

from datetime import UTC, datetime

import pytest

from ingest.text import vector
from search.documents import Row, document
from search.found import EPOCH, microseconds
from search.mapping import MAPPING, SETTINGS, fingerprint

ROW = Row(
    posting_id=7,
    version=3,
    status="open",
    canonical_id=None,
    company_id=5,
    countries=["DE"],
    workplace="remote",
    employment_type="",
    seniority="senior",
    skills=["Python"],
    experience_years=None,
    seen=datetime(2026, 11, 21, 12, 0, 0, 1, tzinfo=UTC),
    posted=EPOCH,
    vector=vector(title="Data Engineer", text="the data"),
)


def test_an_open_posting_has_its_words_in_their_order() -> None:
    made = document(ROW)
    assert made["words"] == "_ data engin _ the data"
    assert (made["open"], made["original"], made["is_copy"]) == (True, 7, False)
    assert made["seen"] == microseconds(ROW.seen)
    assert made["seen"] % 10 == 1, "Not a microsecond is lost."
    assert made["posted"] == 0


def test_a_copy_names_its_original() -> None:
    made = document(ROW._replace(canonical_id=2))
    assert (made["original"], made["is_copy"]) == (2, True)


def test_a_closed_posting_stays_without_its_words() -> None:
    made = document(ROW._replace(status="closed", vector=None))
    assert made["open"] is False
    assert "words" not in made


def test_a_posting_whose_text_is_empty_has_a_sequence_all_the_same() -> None:
    assert document(ROW._replace(vector=""))["words"] == "_"


def test_every_field_is_in_the_mapping_and_the_other_way_round() -> None:
    assert set(document(ROW)) == set(MAPPING["properties"])


def test_a_change_of_mapping_or_settings_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {fingerprint(), fingerprint()}
    with monkeypatch.context() as changed:
        changed.setitem(MAPPING["properties"], "seen", {"type": "date"})
        found.add(fingerprint())
    with monkeypatch.context() as changed:
        changed.setitem(SETTINGS, "number_of_shards", 2)
        found.add(fingerprint())
    assert len(found) == 3
