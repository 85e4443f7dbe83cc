"""The demo: boards of made-up companies, whose days are gone through by the real stages."""
