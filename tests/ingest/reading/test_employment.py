import pytest

from ingest.reading.employment import employment_type, workplace
from ingest.sources.types import EmploymentType, Workplace


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("Full-time", "full_time"),
        ("FULL_TIME", "full_time"),
        ("Regular Full Time (Salary)", "full_time"),
        ("Vollzeit", "full_time"),
        ("part-time", "part_time"),
        ("Temps partiel", "part_time"),
        ("Independent Contractor (FT)", "contract"),
        ("Full Time Contract", "contract"),
        ("Freelance", "contract"),
        ("Fixed-Term", "temporary"),
        ("Seasonal", "temporary"),
        ("Befristet", "temporary"),
        ("Intern", "internship"),
        ("Praktikum", "internship"),
        ("Part-time internship", "internship"),
        ("Permanent", None),
        ("Permanent contract", None),
        ("Unbefristet", None),
        ("Part-time/Full-time", None),
        ("full or part time", None),
        ("Regular", None),
        ("Internal", None),
        ("", None),
        (None, None),
    ],
)
def test_the_words_of_employers_name_a_kind_of_employment(stated: str | None, kind: EmploymentType | None) -> None:
    assert employment_type(stated) == kind


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ("Remote", "remote"),
        ("fully-remote", "remote"),
        ("Hybrid", "hybrid"),
        ("on-site", "onsite"),
        ("ON_SITE", "onsite"),
        ("In Office", "onsite"),
        ("unspecified", None),
        ("Remote or hybrid", None),
        ("Remote, Italy", None),
        (None, None),
    ],
)
def test_a_workplace_is_read_only_where_nothing_else_is_said(stated: str | None, place: Workplace | None) -> None:
    assert workplace(stated) == place
