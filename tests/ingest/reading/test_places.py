"""Places out of the text of a location."""

import pytest

from ingest.reading.places import places

Read = list[tuple[str | None, str | None, str | None]]


def read(text: str) -> Read:
    return [(place.city, place.region, place.country) for place in places(text).locations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lisbon", ("Lisbon", None, "PT")),
        ("Ghent, Belgium", ("Ghent", None, "BE")),
        ("Boise, ID", ("Boise", "ID", "US")),
        ("Spokane, Washington, United States", ("Spokane", "WA", "US")),
        ("US-VT-Burlington", ("Burlington", "VT", "US")),
        ("United Kingdom - Leeds", ("Leeds", None, "GB")),
        ("DE, DRESDEN", ("Dresden", None, "DE")),
        ("Fresno, CA, US, 93650", ("Fresno", "CA", "US")),
        ("Calgary, AB, CA, T2P 1J9", ("Calgary", "AB", "CA")),
        ("Hobart TAS, Australia", ("Hobart", "TAS", "AU")),
        ("Tulsa OK Distribution Center", ("Tulsa", "OK", "US")),
        ("Little Nowhere, NE", ("Little Nowhere", "NE", "US")),
        ("Prague HQ", ("Prague", None, "CZ")),
        ("Seattle Waterfront", ("Seattle", "WA", "US")),
        ("Aix-en-Provence, France", ("Aix-en-Provence", None, "FR")),
        ("Winston-Salem", ("Winston-Salem", "NC", "US")),
        ("Field team near Dayton, OH with some travel to customers", ("Dayton", "OH", "US")),
        ("Utah", (None, "UT", "US")),
        ("Bavaria", (None, "BY", "DE")),
        ("KEN", (None, None, "KE")),
    ],
)
def test_one_place_is_read(text: str, expected: tuple[str | None, str | None, str | None]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "city", "country"),
    [
        ("Genua", "Genua", "IT"),
        ("Lissabon, Portugal", "Lissabon", "PT"),
        ("Londres", "Londres", "GB"),
        ("Ginebra, Suiza", "Ginebra", "CH"),
        ("Munich, Allemagne", "Munich", "DE"),
        ("Kopenhagen, Dänemark", "Kopenhagen", "DK"),
        ("Varsovia, Polonia", "Varsovia", "PL"),
    ],
)
def test_a_town_is_known_by_its_names_abroad(text: str, city: str, country: str) -> None:
    assert read(text) == [(city, None, country)]


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("Oslo; Bergen; Trondheim", ["Oslo", "Bergen", "Trondheim"]),
        ("Reno, NV / Leeds, UK", ["Reno", "Leeds"]),
        ("Hamburg oder Köln", ["Hamburg", "Köln"]),
        ("Lyon, Nantes ou Toulouse", ["Lyon", "Nantes", "Toulouse"]),
        ("Denver, CO, Portland, OR", ["Denver", "Portland"]),
        ("Seville, Bilbao, Spain", ["Seville", "Bilbao"]),
        ("Nevada-Reno, Utah-Provo", ["Reno", "Provo"]),
        ("Rome; Rome; Rome", ["Rome"]),
    ],
)
def test_several_places_are_read_each(text: str, cities: list[str]) -> None:
    assert [city for city, _, _ in read(text)] == cities


def test_the_longest_lists_are_read_to_their_end() -> None:
    towns = ["Austin, TX", "Boston, MA", "Chicago, IL", "Denver, CO", "El Paso, TX", "Fresno, CA"]
    text = "; ".join(f"{town}, United States" for town in towns * 6)[:998]
    assert len(read(text)) == len(towns)


@pytest.mark.parametrize("text", ["Trinidad and Tobago", "Bosnia and Herzegovina", "Antigua and Barbuda"])
def test_a_country_with_an_and_in_it_is_one(text: str) -> None:
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Tbilisi, Georgia", "GE"),
        ("Savannah, Georgia", "US"),
        ("Pune, IN", "IN"),
        ("Gary, IN", "US"),
        ("Toronto, CA", "CA"),
        ("Oakland, CA", "US"),
        ("Stuttgart, DE", "DE"),
        ("Dover, DE", "US"),
        ("London, Ontario", "CA"),
        ("Lebanon, NH", "US"),
        ("Vancouver, WA", "US"),
    ],
)
def test_a_town_tells_a_state_from_a_country_of_the_same_name(text: str, country: str) -> None:
    assert [place[2] for place in read(text)] == [country]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Remote",
        "Hybrid",
        "Georgia",
        "CA",
        "Springfield Associates LLC",
        "4 Locations",
        "University",
        "Headquarters",
        "Store 1182",
        "Anywhere",
        "\x00\ufffd",
    ],
)
def test_what_names_no_place_for_certain_is_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "workplace", "countries"),
    [
        ("Remote, Italy", "remote", ("IT",)),
        ("Remote (US or Canada)", "remote", ("US", "CA")),
        ("Home Office, Deutschland", "remote", ("DE",)),
        ("Télétravail - France", "remote", ("FR",)),
        ("Remote - DACH", "remote", ("DE", "AT", "CH")),
        ("Remote - EMEA", "remote", ()),
        ("Remote: West Coast US", "remote", ("US",)),
        ("Hybrid - Porto, Portugal", "hybrid", ()),
        ("Porto (on-site)", "onsite", ()),
        ("Porto", None, ()),
    ],
)
def test_it_is_told_how_one_works_and_from_where(text: str, workplace: str | None, countries: tuple[str, ...]) -> None:
    found = places(text)
    assert (found.workplace, found.remote_from) == (workplace, countries)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US-Remote, US-Denver, US-Texas", [("Denver", "CO", "US"), (None, "TX", "US")]),
        ("IN-Pune, IN-Chennai", [("Pune", None, "IN"), ("Chennai", None, "IN")]),
        ("USA.VA.Norfolk", [("Norfolk", "VA", "US")]),
        ("SF, NYC, ATX", [(None, None, "US")]),
        ("Berlin, CT", [("Berlin", "CT", "US")]),
    ],
)
def test_codes_in_front_are_no_part_of_the_towns_beside_them(
    text: str, expected: list[tuple[str | None, str | None, str]]
) -> None:
    assert [(place.city, place.region, place.country) for place in places(text).locations] == expected
