"""Both engines find the same postings for whatever is asked: made-up criteria, made-up postings, real engines."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opensearchpy import OpenSearch

from ingest.models import Posting, PostingText
from ingest.models.posting import EmploymentType, Seniority, Status, Workplace
from search import database, index_search
from search.asked import Asked, ask
from search.criteria import Criteria
from search.found import Place
from tests.search.indexed import index_all, refresh
from tests.search.plain_rows import NOW, posting

POSTINGS = 300
# Inflections, languages, symbols, joiners, names with synonyms, scripts without spaces; few enough to meet often.
WORDS = """
    engineer engineers engineering senior sr lead leader back backend back-end full-stack fullstack C++ C# .NET dotnet
    node.js nodejs R&D c r go machine learning ml site reliability sre data database Entwickler Entwicklerinnen
    Müller mueller développeur développement ingeniero 日本 エンジニア women's the and for with you will
"""
VOCABULARY = WORDS.split()
COMPANIES = ("acme", "beta", "gamma")
COUNTRIES = ("DE", "FR", "US")
SKILLS = ("C++", "Machine Learning", "Python")
SAID = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join)
PIECE = st.one_of(
    SAID, SAID.map('"{}"'.format), SAID.map("-{}".format), SAID.map('-"{}"'.format), SAID.map("{}*".format)
)
TEXT = st.lists(st.one_of(PIECE, st.just("OR")), max_size=5).map(" ".join)
CRITERIA = st.builds(
    Criteria,
    text=TEXT,
    companies=st.lists(st.sampled_from((*COMPANIES, "nobody")), max_size=2).map(tuple),
    countries=st.lists(st.sampled_from((*COUNTRIES, "XX")), max_size=2).map(tuple),
    workplaces=st.lists(st.sampled_from(Workplace.values), max_size=1).map(tuple),
    employment_types=st.lists(st.sampled_from(EmploymentType.values), max_size=1).map(tuple),
    seniorities=st.lists(st.sampled_from(Seniority.values), max_size=2).map(tuple),
    skills=st.lists(st.sampled_from((*SKILLS, "none known")), max_size=2).map(tuple),
    most_years=st.one_of(st.none(), st.sampled_from([0, 2, 20])),
    posted_within_days=st.one_of(st.none(), st.sampled_from([1, 7, 365])),
)


def make_postings(seed: int) -> None:
    chosen = random.Random(seed)
    for _ in range(POSTINGS):
        made = posting(
            " ".join(chosen.choices(VOCABULARY, k=chosen.randint(1, 4))),
            " ".join(chosen.choices(VOCABULARY, k=chosen.randint(0, 25))),
            company=chosen.choice(COMPANIES),
            language=chosen.choice(["", "de", "fr-FR", "ja"]),
            countries=chosen.sample(COUNTRIES, chosen.randint(0, 2)),
            workplace=chosen.choice(["", *Workplace.values]),
            employment_type=chosen.choice(["", *EmploymentType.values]),
            seniority=chosen.choice(["", *Seniority.values]),
            skills=chosen.sample(SKILLS, chosen.randint(0, 3)),
            experience_years=chosen.choice([None, 0, 1, 2, 3, 10]),
            first_seen_at=NOW - timedelta(microseconds=chosen.randrange(10**12)),
            date_posted=chosen.choice([None, NOW - timedelta(days=chosen.randint(0, 20))]),
        )
        if chosen.random() < 0.1:
            Posting.objects.filter(pk=made.pk).update(status=Status.CLOSED, closed_at=NOW)
        elif chosen.random() < 0.1:
            PostingText.objects.filter(pk=made.pk).update(vector=None)


@pytest.mark.django_db
def test_both_engines_find_the_same_postings_in_the_same_order(opensearch: str) -> None:
    make_postings(seed=3)
    index_all()
    refresh(OpenSearch(hosts=[opensearch]))
    sizes: list[int] = []

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(CRITERIA)
    def same(criteria: Criteria) -> None:
        asked = ask(criteria, NOW)
        found = database.find(asked, after=None, limit=POSTINGS)
        assert index_search.find(asked, after=None, limit=POSTINGS) == found
        assert index_search.count(asked) == database.count(asked)
        sizes.append(len(found))
        check_a_later_page(asked, [candidate.place for candidate in found])

    same()
    assert sum(0 < size < POSTINGS / 2 for size in sizes) > 50, "Too many of the searches found nothing or everything."


def check_a_later_page(asked: Asked, places: list[Place]) -> None:
    if len(places) < 3:
        return
    for engine in (database, index_search):
        page = engine.find(asked, after=places[1], limit=5)
        assert [candidate.place for candidate in page] == places[2:7]
