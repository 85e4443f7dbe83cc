"""What a posting's text says completes what its source did not state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from ingest.completing import completed
from ingest.content import Content, content_of
from ingest.models import Posting, PostingStage, Run
from ingest.sources.types import Location, ParsedPosting, Salary
from ingest.stored import contents_of
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
DAY = timedelta(days=1)
TEXT = (
    "We are looking for a person who will work with our team and the bees. You bring 3+ years of experience and know "
    "Python. This is a fully remote position. Salary: $61,000 - $74,500 a year."
)
SAID = ParsedPosting(
    external_id="1",
    title="Senior Beekeeper (Part-time)",
    url="https://boards.example.org/1",
    locations=(Location("Remote, Canada"),),
    description_text=TEXT,
)


def test_what_no_field_states_is_read() -> None:
    read = completed(content_of(SAID))
    content = read.content
    assert content.locations == ({"text": "Remote, Canada", "city": None, "region": None, "country": "CA"},)
    assert (content.countries, content.workplace, read.remote_from) == (("CA",), "remote", ("CA",))
    assert (content.employment_type, content.language) == ("part_time", "en")
    assert (content.salary_min, content.salary_max) == ("61000.00", "74500.00")
    assert (content.salary_currency, content.salary_period) == ("CAD", "year")
    assert (read.seniority, read.experience_years, read.skills) == ("senior", 3, ("Python",))


def test_what_a_field_states_wins() -> None:
    stated = replace(
        SAID,
        locations=(Location("Remote, Canada", city="Paris", country="FR"),),
        workplace="hybrid",
        employment_type="full_time",
        base_salary=Salary(Decimal(40), None, "EUR", "hour"),
        language="fr",
    )
    content, read = content_of(stated), completed(content_of(stated))
    assert read.content == content
    assert read.stated is None


def test_a_text_with_several_places_becomes_several_locations() -> None:
    several = replace(SAID, locations=(Location("Bern; Graz, Austria"),))
    read = completed(content_of(several)).content
    assert [(place["text"], place["city"], place["country"]) for place in read.locations] == [
        ("Bern", "Bern", "CH"),
        ("Graz, Austria", "Graz", "AT"),
    ]
    assert read.countries == ("CH", "AT")


def test_a_country_that_contradicts_the_text_is_kept() -> None:
    stated = replace(SAID, locations=(Location("Lisbon", country="JP"), Location("Porto", country="PT")))
    read = completed(content_of(stated)).content
    assert [(place["city"], place["country"]) for place in read.locations] == [(None, "JP"), ("Porto", "PT")]


@pytest.fixture
def stored(visit: Visit, shows: Shows) -> Posting:
    shows(1, location={"name": "Remote, Canada"}, content=f"<p>{TEXT}</p>")
    visit(DAY_0)
    return Posting.objects.get()


def test_a_visit_stores_what_is_read_and_beside_it_what_was_stated(stored: Posting) -> None:
    assert (stored.countries, stored.workplace, stored.remote_from) == (["CA"], "remote", ["CA"])
    assert (stored.skills, stored.experience_years) == (["Python"], 3)
    assert (stored.salary_min, stored.salary_currency) == (Decimal(61_000), "CAD")
    known: Content = contents_of([stored.pk])[stored.pk]
    assert (known.workplace, known.salary_min, known.salary_currency, known.language) == ("", None, "", "")
    assert known.hash() == stored.content_hash


def test_what_is_read_is_no_change_by_the_vendor(stored: Posting, visit: Visit, shows: Shows) -> None:
    shows(1, location={"name": "Remote, Canada"}, content=f"<p>{TEXT}</p>", updated_at="2026-03-02T00:00:00Z")
    assert visit(DAY_0 + DAY).changed == 0
    assert PostingStage.objects.get().version == 1


def test_what_the_vendor_no_longer_says_is_no_longer_there(stored: Posting, visit: Visit, shows: Shows) -> None:
    shows(1, location={"name": "Anywhere"}, content="<p>Bees.</p>")
    assert visit(DAY_0 + DAY).changed == 1
    stored.refresh_from_db()
    assert (stored.countries, stored.salary_min, stored.skills, stored.experience_years) == ([], None, [], None)
