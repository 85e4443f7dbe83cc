import pytest

from ingest.clean import line, storable, unescape


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Senior\n Engineer\t", "Senior Engineer"),
        ("Research &amp; Development", "Research & Development"),
        ("R&amp;amp;D &amp;#8211; Lead", "R&D \u2013 Lead"),
        ("Nurse&nbsp;(m/f)", "Nurse (m/f)"),
        ("AT&T and R&D stay", "AT&T and R&D stay"),
        ("Price &copy without semicolon", "Price &copy without semicolon"),
        ("Chef<br/>de partie", "Chef de partie"),
        ("<b>Driver</b> C++ <Senior>", "Driver C++ <Senior>"),
        ("Cafe\u0301 owner", "Caf\u00e9 owner"),
        ("in\u00advisible\u200b marks\ufeff", "invisible marks"),
        ("spoofed\u202egnp.exe", "spoofedgnp.exe"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        (None, ""),
        ("\x00\x01 \u2028", ""),
    ],
)
def test_a_line_is_what_a_person_meant_to_write(raw: str | None, clean: str) -> None:
    assert line(raw, 500) == clean


def test_a_line_never_breaks_a_database_or_a_mail_header() -> None:
    text = line("NUL \x00, half an emoji \ud83d, Subject: x\r\nBcc: everybody", 500)

    assert text.encode() == b"NUL , half an emoji , Subject: x Bcc: everybody"


def test_a_line_of_ten_thousand_characters_is_cut_with_a_sign() -> None:
    text = line("word " * 2000, 500)

    assert len(text) <= 500
    assert text.endswith("word\u2026")


def test_a_line_that_fits_is_not_cut() -> None:
    assert line("x" * 500, 500) == "x" * 500


def test_line_feeds_and_tabs_may_be_stored() -> None:
    assert storable("a\n\tb\r\nc\x0b") == "a\n\tb\n\nc"


def test_unescaping_ends_even_for_text_that_was_escaped_without_end() -> None:
    assert unescape("&" + "amp;" * 3 + "lt;") == "<"
    assert unescape("&amp;" * 3) == "&&&"
