"""English names of the countries of ISO 3166-1, by their two letters."""

from babel import Locale

COUNTRIES = {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}  # noqa: PLR2004
