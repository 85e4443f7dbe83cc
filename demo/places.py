"""Real cities, so that search and reading of places have something to find."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """`code` is ISO 3166-1 alpha-2. `pay` is what a salary of 1,000 euros in Germany is there, in `currency`."""

    code: str
    name: str
    currency: str
    pay: float


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    region: str
    region_code: str
    country: Country
    postal_code: str
    latitude: float
    longitude: float


COUNTRIES = {
    country.code: country
    for country in (
        Country("AT", "Austria", "EUR", 1000),
        Country("AU", "Australia", "AUD", 1850),
        Country("BE", "Belgium", "EUR", 980),
        Country("BR", "Brazil", "BRL", 2700),
        Country("CA", "Canada", "CAD", 1600),
        Country("CH", "Switzerland", "CHF", 1650),
        Country("CZ", "Czechia", "CZK", 16000),
        Country("DE", "Germany", "EUR", 1000),
        Country("DK", "Denmark", "DKK", 9000),
        Country("ES", "Spain", "EUR", 680),
        Country("FI", "Finland", "EUR", 930),
        Country("FR", "France", "EUR", 1000),
        Country("GB", "United Kingdom", "GBP", 900),
        Country("IE", "Ireland", "EUR", 1080),
        Country("IN", "India", "INR", 36000),
        Country("IT", "Italy", "EUR", 720),
        Country("JP", "Japan", "JPY", 118000),
        Country("MX", "Mexico", "MXN", 10500),
        Country("NL", "Netherlands", "EUR", 1030),
        Country("NO", "Norway", "NOK", 10800),
        Country("PL", "Poland", "PLN", 3200),
        Country("PT", "Portugal", "EUR", 600),
        Country("SE", "Sweden", "SEK", 9300),
        Country("SG", "Singapore", "SGD", 1500),
        Country("US", "United States", "USD", 1800),
    )
}

_CITIES = (
    ("Vienna", "Vienna", "9", "AT", "1010", 48.2082, 16.3738),
    ("Graz", "Styria", "6", "AT", "8010", 47.0707, 15.4395),
    ("Sydney", "New South Wales", "NSW", "AU", "2000", -33.8688, 151.2093),
    ("Melbourne", "Victoria", "VIC", "AU", "3000", -37.8136, 144.9631),
    ("Brussels", "Brussels", "BRU", "BE", "1000", 50.8503, 4.3517),
    ("Antwerp", "Flanders", "VLG", "BE", "2000", 51.2194, 4.4025),
    ("São Paulo", "São Paulo", "SP", "BR", "01000-000", -23.5505, -46.6333),
    ("Toronto", "Ontario", "ON", "CA", "M5H 2N2", 43.6532, -79.3832),
    ("Vancouver", "British Columbia", "BC", "CA", "V6B 1A1", 49.2827, -123.1207),
    ("Montréal", "Quebec", "QC", "CA", "H2Y 1C6", 45.5019, -73.5674),
    ("Zurich", "Zurich", "ZH", "CH", "8001", 47.3769, 8.5417),
    ("Basel", "Basel-Stadt", "BS", "CH", "4051", 47.5596, 7.5886),
    ("Geneva", "Geneva", "GE", "CH", "1201", 46.2044, 6.1432),
    ("Prague", "Prague", "10", "CZ", "110 00", 50.0755, 14.4378),
    ("Berlin", "Berlin", "BE", "DE", "10115", 52.52, 13.405),
    ("Munich", "Bavaria", "BY", "DE", "80331", 48.1351, 11.582),
    ("Hamburg", "Hamburg", "HH", "DE", "20095", 53.5511, 9.9937),
    ("Cologne", "North Rhine-Westphalia", "NW", "DE", "50667", 50.9375, 6.9603),
    ("Leipzig", "Saxony", "SN", "DE", "04109", 51.3397, 12.3731),
    ("Stuttgart", "Baden-Württemberg", "BW", "DE", "70173", 48.7758, 9.1829),
    ("Frankfurt am Main", "Hesse", "HE", "DE", "60311", 50.1109, 8.6821),
    ("Bremen", "Bremen", "HB", "DE", "28195", 53.0793, 8.8017),
    ("Copenhagen", "Capital Region", "84", "DK", "1050", 55.6761, 12.5683),
    ("Madrid", "Madrid", "MD", "ES", "28001", 40.4168, -3.7038),
    ("Barcelona", "Catalonia", "CT", "ES", "08001", 41.3874, 2.1686),
    ("Valencia", "Valencia", "VC", "ES", "46001", 39.4699, -0.3763),
    ("Helsinki", "Uusimaa", "18", "FI", "00100", 60.1699, 24.9384),
    ("Paris", "Île-de-France", "IDF", "FR", "75001", 48.8566, 2.3522),
    ("Lyon", "Auvergne-Rhône-Alpes", "ARA", "FR", "69001", 45.764, 4.8357),
    ("Nantes", "Pays de la Loire", "PDL", "FR", "44000", 47.2184, -1.5536),
    ("Lille", "Hauts-de-France", "HDF", "FR", "59000", 50.6292, 3.0573),
    ("Toulouse", "Occitanie", "OCC", "FR", "31000", 43.6047, 1.4442),
    ("London", "England", "ENG", "GB", "EC1A 1BB", 51.5074, -0.1278),
    ("Manchester", "England", "ENG", "GB", "M1 1AE", 53.4808, -2.2426),
    ("Bristol", "England", "ENG", "GB", "BS1 4ST", 51.4545, -2.5879),
    ("Edinburgh", "Scotland", "SCT", "GB", "EH1 1YZ", 55.9533, -3.1883),
    ("Dublin", "Leinster", "L", "IE", "D02 X285", 53.3498, -6.2603),
    ("Bengaluru", "Karnataka", "KA", "IN", "560001", 12.9716, 77.5946),
    ("Pune", "Maharashtra", "MH", "IN", "411001", 18.5204, 73.8567),
    ("Milan", "Lombardy", "25", "IT", "20121", 45.4642, 9.19),
    ("Turin", "Piedmont", "21", "IT", "10121", 45.0703, 7.6869),
    ("Tokyo", "Tokyo", "13", "JP", "100-0001", 35.6762, 139.6503),
    ("Mexico City", "Mexico City", "CMX", "MX", "06000", 19.4326, -99.1332),
    ("Amsterdam", "North Holland", "NH", "NL", "1011", 52.3676, 4.9041),
    ("Rotterdam", "South Holland", "ZH", "NL", "3011", 51.9244, 4.4777),
    ("Utrecht", "Utrecht", "UT", "NL", "3511", 52.0907, 5.1214),
    ("Oslo", "Oslo", "03", "NO", "0150", 59.9139, 10.7522),
    ("Warsaw", "Masovian Voivodeship", "MZ", "PL", "00-001", 52.2297, 21.0122),
    ("Kraków", "Lesser Poland Voivodeship", "MA", "PL", "31-001", 50.0647, 19.945),
    ("Lisbon", "Lisbon", "11", "PT", "1100-148", 38.7223, -9.1393),
    ("Porto", "Porto", "13", "PT", "4000-322", 41.1579, -8.6291),
    ("Stockholm", "Stockholm County", "AB", "SE", "111 20", 59.3293, 18.0686),
    ("Gothenburg", "Västra Götaland County", "O", "SE", "411 03", 57.7089, 11.9746),
    ("Singapore", "Singapore", "01", "SG", "018956", 1.3521, 103.8198),
    ("New York", "New York", "NY", "US", "10001", 40.7128, -74.006),
    ("San Francisco", "California", "CA", "US", "94103", 37.7749, -122.4194),
    ("Austin", "Texas", "TX", "US", "78701", 30.2672, -97.7431),
    ("Chicago", "Illinois", "IL", "US", "60601", 41.8781, -87.6298),
    ("Boston", "Massachusetts", "MA", "US", "02108", 42.3601, -71.0589),
    ("Seattle", "Washington", "WA", "US", "98101", 47.6062, -122.3321),
    ("Denver", "Colorado", "CO", "US", "80202", 39.7392, -104.9903),
    ("Atlanta", "Georgia", "GA", "US", "30303", 33.749, -84.388),
)

PLACES = tuple(
    Place(city, region, region_code, COUNTRIES[country], postal_code, latitude, longitude)
    for city, region, region_code, country, postal_code, latitude, longitude in _CITIES
)

_NAMES = {
    "de": {"Vienna": "Wien", "Munich": "München", "Cologne": "Köln", "Zurich": "Zürich", "Geneva": "Genf"},
    "fr": {"Geneva": "Genève", "Brussels": "Bruxelles", "Antwerp": "Anvers"},
}


def city_in(place: Place, language: str) -> str:
    """The city's name as people who speak that language write it."""
    return _NAMES.get(language, {}).get(place.city, place.city)


def places_in(*codes: str) -> tuple[Place, ...]:
    return tuple(place for place in PLACES if place.country.code in codes)
