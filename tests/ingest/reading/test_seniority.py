"""Seniority out of a title."""

import pytest

from ingest.reading.seniority import seniority


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Werkstudent Marketing (m/w/d)", "intern"),
        ("Stagiaire - Contrôle de gestion H/F", "intern"),
        ("Summer Internship, Geology", "intern"),
        ("Jr. Accountant", "entry"),
        ("Graduate Civil Engineer", "entry"),
        ("Welder I", "entry"),
        ("Sales Development Representative", "entry"),
        ("Welder II - Night shift", "mid"),
        ("Illustrator (Mid)", "mid"),
        ("Sr. Hydrologist, Rivers", "senior"),
        ("Senior Account Executive", "senior"),
        ("Planner - Level 3", "senior"),
        ("Staff Engineer, Storage", "staff"),
        ("Principal Chemist", "principal"),
        ("Lead Carpenter", "lead"),
        ("Teamleiter Logistik (m/w/d)", "lead"),
        ("Engineering Manager, Search", "manager"),
        ("Senior Manager, Audit", "manager"),
        ("Associate Director, Clinical Data", "director"),
        ("Directrice de la communication", "director"),
        ("Vice President, Underwriting", "executive"),
        ("Head of Gardening", "executive"),
        ("Chief Medical Officer", "executive"),
    ],
)
def test_a_title_says_how_senior_it_is(title: str, expected: str) -> None:
    assert seniority(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Gardener",
        "Account Manager",
        "Product Manager",
        "Account Executive",
        "Executive Assistant",
        "Staff Nurse",
        "Student Housing Coordinator",
        "Mid-Market Account Executive",
        "Lead Generation Specialist",
        "Senior Living Cook",
        "Analyst/Senior Analyst",
        "Nurse I/II/III",
        "",
    ],
)
def test_a_trade_is_no_rank_and_several_ranks_are_none(title: str) -> None:
    assert seniority(title) is None
