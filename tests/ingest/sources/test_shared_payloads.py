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
    "ashby/atspolling_list.json": (2, 2, 2, 0, 2),
    "ashby/candidatezero_board.json": (4, 4, 3, 3, 4),
    "ashby/careerkit_list.json": (2, 2, 2, 1, 2),
    "ashby/ergon_sample.json": (3, 3, 3, 2, 3),
    "ashby/jobagent_list.json": (2, 2, 2, 0, 2),
    "ashby/recruitai_list.json": (4, 4, 4, 4, 4),
    "bamboohr/careerkit.json": (2, 2, 2, 0, 0),
    "bamboohr/marketanalytics_detail.json": (1, 1, 1, 1, 1),
    "bamboohr/marketanalytics_list.json": (2, 2, 2, 0, 0),
    "bamboohr/zaggregate_list.json": (4, 2, 1, 0, 3),
    "breezy/jobspedia.json": (2, 2, 1, 0, 2),
    "breezy/jshq_position_html.html": (1, 0, 1, 1, 1),
    "breezy/zaggregate.json": (2, 2, 0, 0, 2),
    "greenhouse/anthropic_job_questions.json": (1, 1, 0, 0, 1),
    "greenhouse/atspolling_list_content.json": (2, 2, 2, 2, 2),
    "greenhouse/careerkit_list_content.json": (2, 2, 0, 0, 2),
    "greenhouse/careermonitor_list.json": (6, 6, 1, 0, 6),
    "greenhouse/discord_job_questions.json": (1, 1, 0, 0, 1),
    "greenhouse/ergon_sample.json": (2, 2, 2, 0, 2),
    "greenhouse/gitlab_board_jobradar2.json": (5, 2, 5, 0, 5),
    "greenhouse/jobagent_list.json": (2, 2, 2, 0, 2),
    "icims/careerkit.html": (2, 2, 0, 0, 0),
    "icims/careerops_search_page.html": (2, 2, 0, 0, 0),
    "icims/compgraph_detail_jsonld.html": (1, 1, 0, 1, 1),
    "icims/compgraph_listing.html": (5, 5, 0, 0, 0),
    "icims/compgraph_listing_new_layout.html": (3, 0, 0, 0, 0),
    "icims/jshq_jibe_p1.json": (2, 2, 0, 0, 0),
    "icims/jshq_jibe_p2.json": (2, 2, 0, 0, 0),
    "jazzhr/internhunter_careers.html": (2, 1, 1, 0, 0),
    "jazzhr/zaggregate_feed.xml": (2, 2, 0, 0, 2),
    "jsonld/0051-firsty-app-pt-jobs-other-customer-experience-management-inte.html": (1, 1, 0, 0, 1),
    "jsonld/0062-careers-fifthdimensionai-com-jobs-4876297-ai-engineer-staff.html": (1, 1, 0, 1, 1),
    "jsonld/0079-join-com-companies-fugro-16405887-geowissenschaftler-m-w-d.html": (1, 1, 0, 1, 1),
    "jsonld/jobradar2_generic.html": (3, 3, 1, 1, 3),
    "jsonld/jobseek_meta_software_engineer.html": (1, 1, 1, 0, 1),
    "jsonld/jobseek_neura_robotics.html": (1, 1, 0, 0, 1),
    "lever/atspolling_list.json": (2, 2, 2, 1, 2),
    "lever/candidatezero_postings.json": (4, 4, 4, 3, 4),
    "lever/careerkit_list.json": (2, 2, 2, 0, 2),
    "lever/ergon_sample.json": (2, 2, 2, 1, 2),
    "lever/jobagent_list.json": (2, 2, 2, 0, 2),
    "lever/plaid_list.json": (5, 5, 5, 5, 5),
    "lever/recruitai_list.json": (4, 4, 4, 2, 4),
    "personio/careerkit.xml": (1, 1, 0, 0, 1),
    "personio/ergon_live.xml": (1, 1, 0, 0, 1),
    "personio/ergon_sample.xml": (2, 1, 1, 0, 2),
    "personio/typo3_multiple.xml": (2, 2, 0, 0, 2),
    "personio/typo3_no_experience.xml": (1, 1, 0, 0, 1),
    "personio/typo3_single_jobdesc.xml": (1, 1, 0, 0, 1),
    "personio/wp_plugin_example_jobs.xml": (3, 2, 1, 0, 3),
    "personio/wp_plugin_positions.xml": (11, 8, 3, 5, 11),
    "personio/wp_plugin_positions_empty.xml": (0, 0, 0, 0, 0),
    "pinpoint/careerkit.json": (2, 2, 2, 2, 0),
    "pinpoint/internhunter_postings.json": (2, 1, 2, 0, 0),
    "pinpoint/marketanalytics_postings.json": (2, 2, 2, 0, 0),
    "recruitee/careerkit_offers.json": (2, 2, 2, 2, 2),
    "recruitee/ergon_sample.json": (2, 2, 2, 2, 2),
    "recruitee/marketanalytics_offers.json": (2, 2, 2, 0, 2),
    "rippling/careerkit.json": (1, 1, 1, 0, 0),
    "rippling/marketanalytics_detail.json": (1, 1, 0, 0, 1),
    "rippling/marketanalytics_list.json": (2, 1, 1, 0, 0),
    "rss/conors_new_jobs.xml": (833, 0, 25, 0, 833),
    "rss/jobagent_feed.rss": (3, 0, 3, 0, 3),
    "rss/weworkremotely.rss": (3, 1, 1, 0, 3),
    "smartrecruiters/jobagent_page0.json": (3, 3, 3, 0, 3),
    "smartrecruiters/jobagent_page1.json": (1, 1, 1, 0, 1),
    "smartrecruiters/medtech_list.json": (5, 5, 0, 0, 2),
    "smartrecruiters/rubygem_posting_detail.json": (1, 0, 1, 0, 1),
    "smartrecruiters/rubygem_postings_list.json": (1, 0, 1, 0, 1),
    "teamtailor/baluffo_job_html.html": (1, 1, 0, 0, 1),
    "teamtailor/capio_jobs_real.rss": (3, 3, 2, 0, 3),
    "teamtailor/careerkit.json": (2, 2, 0, 0, 2),
    "teamtailor/zaggregate_rss.rss": (2, 1, 1, 0, 2),
    "workable/candidatezero_account.json": (4, 4, 3, 0, 4),
    "workable/careermonitor_widget.json": (3, 2, 3, 0, 3),
    "workable/jobagent_widget.json": (2, 2, 1, 0, 2),
    "workday/candidatezero_detail.json": (1, 1, 1, 1, 1),
    "workday/candidatezero_list.json": (4, 4, 3, 0, 0),
    "workday/ergon_sample.json": (2, 2, 0, 0, 0),
}
REFUSED = {
    "ashby/ramp_graphql.json": "its keys: data",
    "bamboohr/jobspedia.json": "its keys: details, list",
    "greenhouse/gh_departments.json": "its keys: departments",
    "greenhouse/vcr_departments.yml": "not JSON",
    "greenhouse/vcr_job.yml": "not JSON",
    "greenhouse/vcr_job_with_questions.yml": "not JSON",
    "greenhouse/vcr_jobs.yml": "not JSON",
    "greenhouse/vcr_jobs_with_content.yml": "not JSON",
    "greenhouse/vcr_offices.yml": "not JSON",
    "jsonld/decathlon_talentclue.html": "no JSON-LD",
    "jsonld/framework_hiring.html": "no JSON-LD",
    "jsonld/gusto_natura_detail.html": "no JSON-LD",
    "lever/notfound_404.json": "Document not found",
    "smartrecruiters/jobagent_detail.json": "id: missing",
    "smartrecruiters/jobboard_list.json": "list_pages",
    "teamtailor/rb_api_v1_jobs_keyed.json": "its keys: data, links, meta",
    "workday/jobboard_list_page.json": "its keys: _NOTE, details, list_pages",
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


@pytest.mark.parametrize(
    ("listing", "detail", "completed"),
    [
        ("smartrecruiters/jobagent_page0.json", "smartrecruiters/jobagent_detail.json", 0),
        ("bamboohr/marketanalytics_list.json", "bamboohr/marketanalytics_detail.json", 0),
        ("workday/candidatezero_list.json", "workday/candidatezero_detail.json", 1),
        ("rippling/marketanalytics_list.json", "rippling/marketanalytics_detail.json", 0),
        ("breezy/jobspedia.json", "breezy/jshq_position_html.html", None),
        ("icims/compgraph_listing.html", "icims/compgraph_detail_jsonld.html", 0),
    ],
)
def test_a_detail_completes_its_posting_of_the_listing(listing: str, detail: str, completed: int | None) -> None:
    source = source_named(listing.partition("/")[0])
    plain = parse(source, (PAYLOADS / listing).read_bytes())
    full = parse(source, (PAYLOADS / listing).read_bytes(), [(PAYLOADS / detail).read_bytes()])
    changed = [
        at for at, (before, after) in enumerate(zip(plain.postings, full.postings, strict=True)) if before != after
    ]

    assert changed == ([] if completed is None else [completed])
    assert [bad.reason for bad in full.bad] == (
        [] if completed is not None else ["detail 1: it belongs to no posting of the listing"]
    )
    if completed is not None:
        assert full.postings[completed].description_text


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_listing_or_detail_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(MalformedPayload, match=REFUSED[name]):
        parse(source_named(name.partition("/")[0]), (PAYLOADS / name).read_bytes())
