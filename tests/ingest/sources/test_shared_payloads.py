"""Every real payload that lies beside the project: its postings, or the reason why it has none."""

import json
import re
from pathlib import Path

import pytest

from ingest.parse_files import as_json, parse
from ingest.sources import source_named
from ingest.sources.types import MalformedPayload

PAYLOADS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payloads"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PAYLOADS.exists(), reason="the real payloads are not here"),
]
DOUBLE = re.compile(r"&(?:amp;)+#?\w+;")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
TAG = re.compile(r"</?(?:a|b|br|div|em|h\d|i|li|ol|p|span|strong|table|td|tr|u|ul)\b[^<>]*>", re.IGNORECASE)

# postings, and how many of them have a country, a workplace, a salary and a date
HELD = {
    "greenhouse/anthropic_job_questions.json": (1, 1, 0, 0, 1),
    "greenhouse/atspolling_list_content.json": (2, 2, 0, 0, 2),
    "greenhouse/careerkit_list_content.json": (2, 2, 0, 0, 2),
    "greenhouse/careermonitor_list.json": (6, 3, 0, 0, 6),
    "greenhouse/discord_job_questions.json": (1, 1, 0, 0, 1),
    "greenhouse/ergon_sample.json": (2, 2, 2, 0, 2),
    "greenhouse/gitlab_board_jobradar2.json": (5, 2, 0, 0, 5),
    "greenhouse/jobagent_list.json": (2, 2, 0, 0, 2),
    "lever/atspolling_list.json": (2, 2, 2, 0, 2),
    "lever/candidatezero_postings.json": (4, 4, 4, 3, 4),
    "lever/careerkit_list.json": (2, 2, 2, 0, 2),
    "lever/ergon_sample.json": (2, 2, 2, 1, 2),
    "lever/jobagent_list.json": (2, 2, 2, 0, 2),
    "lever/plaid_list.json": (5, 5, 5, 5, 5),
    "lever/recruitai_list.json": (4, 4, 4, 2, 4),
    "personio/careerkit.xml": (1, 0, 0, 0, 1),
    "personio/ergon_live.xml": (1, 0, 0, 0, 1),
    "personio/ergon_sample.xml": (2, 0, 1, 0, 2),
    "personio/typo3_multiple.xml": (2, 0, 0, 0, 2),
    "personio/typo3_no_experience.xml": (1, 0, 0, 0, 1),
    "personio/typo3_single_jobdesc.xml": (1, 0, 0, 0, 1),
    "personio/wp_plugin_example_jobs.xml": (3, 0, 1, 0, 3),
    "personio/wp_plugin_positions.xml": (11, 0, 3, 5, 11),
    "personio/wp_plugin_positions_empty.xml": (0, 0, 0, 0, 0),
    "smartrecruiters/jobagent_page0.json": (3, 3, 3, 0, 3),
    "smartrecruiters/jobagent_page1.json": (1, 1, 1, 0, 1),
    "smartrecruiters/medtech_list.json": (5, 5, 0, 0, 2),
    "smartrecruiters/rubygem_posting_detail.json": (1, 0, 1, 0, 1),
    "smartrecruiters/rubygem_postings_list.json": (1, 0, 1, 0, 1),
}
REFUSED = {
    "greenhouse/gh_departments.json": "its keys: departments",
    "greenhouse/vcr_departments.yml": "not JSON",
    "greenhouse/vcr_job.yml": "not JSON",
    "greenhouse/vcr_job_with_questions.yml": "not JSON",
    "greenhouse/vcr_jobs.yml": "not JSON",
    "greenhouse/vcr_jobs_with_content.yml": "not JSON",
    "greenhouse/vcr_offices.yml": "not JSON",
    "lever/notfound_404.json": "Document not found",
    "smartrecruiters/jobagent_detail.json": "id: missing",
    "smartrecruiters/jobboard_list.json": "list_pages",
}


def test_no_file_is_forgotten() -> None:
    folders = {name.partition("/")[0] for name in HELD}
    files = {f"{folder}/{path.name}" for folder in folders for path in (PAYLOADS / folder).iterdir()}

    assert files == HELD.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", HELD)
def test_every_posting_of_a_payload_is_read(name: str) -> None:
    parsed = parse(source_named(name.partition("/")[0]), (PAYLOADS / name).read_bytes())
    rows = [json.loads(as_json(posting)) for posting in parsed.postings]

    assert parsed.bad == []
    assert HELD[name] == (
        len(rows),
        sum(any(place["country"] for place in row["locations"]) for row in rows),
        sum(row["workplace"] is not None for row in rows),
        sum(row["base_salary"] is not None for row in rows),
        sum(row["date_posted"] is not None for row in rows),
    )


@pytest.mark.parametrize("name", HELD)
def test_no_text_of_a_payload_holds_markup_or_a_double_escaped_entity(name: str) -> None:
    for posting in parse(source_named(name.partition("/")[0]), (PAYLOADS / name).read_bytes()).postings:
        places = [part for place in posting.locations for part in (place.text, place.city, place.region)]
        for text in (posting.title, posting.department, posting.requisition_id, posting.description_text, *places):
            assert not TAG.search(text or "")
            assert not ENTITY.search(text or "")
        assert not DOUBLE.search(posting.description_html)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_listing_or_detail_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(MalformedPayload, match=REFUSED[name]):
        parse(source_named(name.partition("/")[0]), (PAYLOADS / name).read_bytes())
