"""Which budget a request uses, and how large it is where staff have not said."""

import pytest
from pytest_django.fixtures import Settings

from ingest.hosts.policies import ORDINARY, TABLE, budget_host, is_shared, policy_of
from ingest.sources import SOURCES, source_named

TOKENS = {
    "greenhouse": "acorn",
    "lever": "eu:acorn",
    "ashby": "acorn",
    "workable": "acorn",
    "smartrecruiters": "Acorn",
    "recruitee": "acorn",
    "personio": "acorn",
    "teamtailor": "acorn",
    "bamboohr": "acorn",
    "workday": "wd5:acorn/External",
    "rippling": "acorn",
    "breezy": "acorn",
    "pinpoint": "acorn",
    "jazzhr": "acorn",
    "icims": "careers-acorn",
    "jsonld": "jobs.acorn.example/open",
    "rss": "acorn.example/feed.xml",
}
OWN_HOSTS = {"workday", "icims", "jsonld", "rss"}


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("boards-api.greenhouse.io", "boards-api.greenhouse.io"),
        ("acorn.recruitee.com", "recruitee.com"),
        ("Acorn.Recruitee.Com.", "recruitee.com"),
        ("acorn.jobs.personio.de", "jobs.personio.com"),
        ("acorn.jobs.personio.com", "jobs.personio.com"),
        ("acorn.na.teamtailor.com", "teamtailor.com"),
        ("acorn.wd5.myworkdayjobs.com", "acorn.wd5.myworkdayjobs.com"),
        ("careers-acorn.icims.com", "careers-acorn.icims.com"),
        ("recruitee.com.evil.example", "recruitee.com.evil.example"),
        ("notrecruitee.com", "notrecruitee.com"),
        ("acorn.example", "acorn.example"),
        ("com", "com"),
    ],
)
def test_boards_of_one_backend_share_its_budget(name: str, budget: str) -> None:
    assert budget_host(name) == budget


def test_the_published_and_measured_rates_are_the_defaults() -> None:
    rates = {host: policy_of(host).rate for host in ("recruitee.com", "jobs.personio.com", "apply.workable.com")}
    assert rates == {"recruitee.com": 2, "jobs.personio.com": 3, "apply.workable.com": 3}
    assert policy_of("somewhere.example") == ORDINARY
    assert (ORDINARY.rate, ORDINARY.rate_of_details) == (5, 5)


def test_details_may_have_a_rate_of_their_own() -> None:
    assert policy_of("api.smartrecruiters.com").rate_of_details == 20
    assert policy_of("acorn.wd5.myworkdayjobs.com").rate_of_details == 2


def test_breezy_throttles_with_403() -> None:
    assert policy_of("breezy.hr").throttling == {403}
    assert policy_of("acorn.example").throttling == frozenset()


def test_a_gateway_is_limited_by_nothing_but_what_it_says(settings: Settings) -> None:
    settings.INGEST_GATEWAY = "http://127.0.0.1:1"
    policy = policy_of("breezy.hr")
    assert (policy.rate, policy.rate_of_details, policy.concurrency) == (None, None, None)
    assert policy.throttling == {403}


@pytest.mark.parametrize("name", SOURCES)
def test_each_source_names_a_host_that_the_table_knows(name: str) -> None:
    host = source_named(name).host(TOKENS.get(name, "acorn"))
    assert budget_host(host) == host
    assert is_shared(host) == (name not in OWN_HOSTS)


def test_every_limit_lets_something_through() -> None:
    for host, policy in TABLE.items():
        assert policy.rate is not None, host
        assert policy.rate > 0, host
        assert policy.concurrency is not None, host
        assert policy.concurrency > 0, host
