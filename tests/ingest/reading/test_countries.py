import pytest

from ingest.reading.countries import country, country_at_end


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("us", "US"),
        ("USA", "US"),
        ("DEU", "DE"),
        ("United States", "US"),
        ("united kingdom", "GB"),
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("Österreich", "AT"),
        ("États-Unis", "US"),
        ("España", "ES"),
        ("Niederlande", "NL"),
        ("Korea, Republic of", "KR"),
        ("Georgia", "GE"),
        ("European Union", None),
        ("EU", None),
        ("XK", None),
        ("string", None),
        ("", None),
        (None, None),
    ],
)
def test_a_field_for_countries_is_read_as_code_or_name(stated: str | None, code: str | None) -> None:
    assert country(stated) == code


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Berlin, Germany", "DE"),
        ("Japan", "JP"),
        ("Remote (United States)", "US"),
        ("Japan - Remote", "JP"),
        ("Remote, US", "US"),
        ("London, England, United Kingdom", "GB"),
        ("Albuquerque, New Mexico", None),
        ("Atlanta, Georgia", None),
        ("Lebanon", None),
        ("Mexico, MO", None),
        ("Norway, Maine", None),
        ("San Francisco, CA", None),
        ("Paris, FR", None),
        ("France, Germany", None),
        ("US/Canada", None),
        ("Remote, EMEA", None),
        ("", None),
    ],
)
def test_a_place_proves_a_country_only_by_its_unmistakable_name(place: str, code: str | None) -> None:
    assert country_at_end(place) == code
