"""What a robots.txt says to us (RFC 9309)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetching.robots_rules import MOST_RULES, as_text, from_text, may_read, rules_for

TYPICAL = """
# Everybody
User-agent: *
Disallow: /admin/
Disallow: /jobs/*/apply
Disallow: /search?
Disallow: /*.pdf$
Allow: /admin/jobs
Sitemap: https://jobs.example/sitemap.xml

User-agent: Otherbot
User-agent: Rolewatch/1.0
Disallow: /private
Crawl-delay: 10

user-agent: rolewatch
disallow: /drafts
"""


def may(text: str, path: str, robot: str = "somebody") -> bool:
    return may_read(rules_for(text, robot), path)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/jobs/1", True),
        ("/admin/", False),
        ("/admin/users", False),
        ("/admin/jobs/7", True),
        ("/admin", True),
        ("/jobs/1/apply", False),
        ("/jobs/1/apply/now", False),
        ("/jobs/apply", True),
        ("/search?q=x", False),
        ("/search", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x=1", True),
        ("/Admin/", True),
        ("/%61dmin/", False),
        ("/private", True),
    ],
)
def test_the_group_for_all_decides_by_its_longest_match(path: str, allowed: bool) -> None:
    assert may(TYPICAL, path) is allowed


@pytest.mark.parametrize(("path", "allowed"), [("/private/x", False), ("/drafts", False), ("/admin/", True)])
def test_groups_that_name_us_are_taken_together_and_instead_of_the_one_for_all(path: str, allowed: bool) -> None:
    assert may(TYPICAL, path, "rolewatch") is allowed


def test_of_equally_long_rules_the_kinder_one_counts() -> None:
    assert may("User-agent: *\nDisallow: /jobs\nAllow: /jobs\n", "/jobs/1")


def test_an_empty_disallow_forbids_nothing() -> None:
    assert may("User-agent: *\nDisallow:\n", "/anything")


def test_a_single_slash_forbids_everything() -> None:
    assert not may("User-agent: *\nDisallow: /\n", "/anything")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Disallow: /\n",
        "<!doctype html><html><body>Not found</body></html>",
        "User-agent: rolewatchman\nDisallow: /\n",
        "User-agent *\nDisallow /\n",
        "\x00\x01\x02",
        "User-agent: *\nDisallow: jobs\n",
        "User-agent: *\nDisallow: https://jobs.example/\n",
    ],
)
def test_what_says_nothing_to_us_forbids_nothing(text: str) -> None:
    assert may(text, "/jobs")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_kind_of_line_end_is_understood(end: str) -> None:
    assert not may(end.join(["\ufeffUser-Agent : *  # all", "", "DISALLOW : /jobs # not yet"]), "/jobs")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [("/caf%C3%A9", "/café"), ("/café", "/caf%c3%a9"), ("/a%7Eb", "/a~b"), ("/a b", "/a%20b"), ("/x%2Fy", "/x%2fy")],
)
def test_one_spelling_of_a_path_is_as_good_as_another(pattern: str, path: str) -> None:
    assert not may(f"User-agent: *\nDisallow: {pattern}\n", path)


def test_an_escaped_slash_is_no_slash() -> None:
    assert may("User-agent: *\nDisallow: /x/y\n", "/x%2Fy")


def test_wildcards_cannot_be_made_to_take_long() -> None:
    text = "User-agent: *\n" + "Disallow: /" + "*a" * 900 + "b$\n"
    began = time.monotonic()
    assert may(text * 200, "/" + "a" * 3000)
    assert time.monotonic() - began < 5


def test_endless_files_have_an_end() -> None:
    assert len(rules_for("User-agent: *\n" + "Disallow: /x\n" * (3 * MOST_RULES), "us")) == MOST_RULES


@given(
    st.lists(st.tuples(st.booleans(), st.text("/ab*$%c3 #:é", max_size=12)), max_size=8), st.text("/abc", max_size=8)
)
def test_rules_that_were_kept_say_the_same(stated: list[tuple[bool, str]], path: str) -> None:
    text = "User-agent: *\n" + "\n".join(
        f"{'Allow' if allows else 'Disallow'}: {pattern}" for allows, pattern in stated
    )
    rules = rules_for(text, "us")
    kept = from_text(as_text(rules))
    assert kept == rules
    assert may_read(kept, "/" + path) == may_read(rules, "/" + path)


@given(st.text(max_size=300), st.text(max_size=50))
def test_no_text_is_too_strange(text: str, path: str) -> None:
    assert may_read(rules_for(text, "rolewatch"), path) in {True, False}
