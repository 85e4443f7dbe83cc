"""The bytes that are stored and sent, read back as a mail program reads them."""

import zlib
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as some

from ingest.models import Company
from notifications.addresses import ascii_address
from notifications.models import Digest, StoredMail
from notifications.one_line import one_line
from notifications.saving import follow
from search.addresses import posting_path
from search.criteria import Criteria
from tests import sample_rows
from tests.notifications.mail_rows import NOW, SLOT, build_all, match_all, posting, search, subscriber

pytestmark = pytest.mark.django_db

SITE = "https://jobs.example.org"


@pytest.fixture(autouse=True)
def site(settings: LazySettings) -> None:
    settings.PUBLIC_URL = SITE
    settings.MAIL_FROM = "Rolewatch für alle <digests@mail.example.org>"


def bytes_of(digest: Digest) -> bytes:
    return zlib.decompress(StoredMail.objects.get(digest_id=digest.pk).message)


def parsed(digest: Digest) -> EmailMessage:
    return message_from_bytes(bytes_of(digest), policy=policy.default)


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def digest_of(*titles: str, company: Company | None = None, **fields: Any) -> Digest:
    reader = subscriber("ada@example.org")
    of = company or sample_rows.company("Aldersea")
    follow(reader, of, NOW)
    for title in titles:
        posting(of, title, **fields)
    match_all()
    (digest,) = build_all()
    return digest


def test_the_headers_say_who_why_and_how_to_stop_it() -> None:
    digest = digest_of("Data engineer")
    message = parsed(digest)
    token = digest.subscriber.token
    assert {name: str(message[name]) for name in message} == {
        "From": "Rolewatch für alle <digests@mail.example.org>",
        "To": "ada@example.org",
        "Date": "Wed, 18 Nov 2026 07:00:00 +0000",
        "Message-ID": digest.message_id,
        "List-Unsubscribe": f"<{SITE}/u/{token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "Rolewatch digests <digests.mail.example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Entity-Ref-ID": digest.message_id.strip("<>"),
        "Subject": "New: Data engineer at Aldersea",
        "MIME-Version": "1.0",
        "Content-Type": str(message["Content-Type"]),
    }
    assert digest.message_id.endswith("@mail.example.org>")
    assert digest.token not in digest.message_id


def test_unsubscribing_by_mail_is_offered_where_an_address_for_it_is_set(settings: LazySettings) -> None:
    settings.MAIL_UNSUBSCRIBE = "stop@example.org"
    digest = digest_of("Data engineer")
    token = digest.subscriber.token
    assert parsed(digest)["List-Unsubscribe"] == (
        f"<{SITE}/u/{token}/>, <mailto:stop@example.org?subject=unsubscribe%20{token}>"
    )


def test_a_long_link_in_a_header_is_not_encoded(settings: LazySettings) -> None:
    settings.PUBLIC_URL = f"https://{'very-long-name.' * 8}example.org"
    digest = digest_of("Data engineer")
    line = f"List-Unsubscribe: <{settings.PUBLIC_URL}/u/{digest.subscriber.token}/>\r\n"
    assert line.encode() in bytes_of(digest)


def test_every_line_is_short_ascii_and_ends_in_crlf() -> None:
    titles = [f"Entwicklerin für Straßenbau Nr. {number} 工程师" for number in range(40)]
    raw = bytes_of(digest_of(*titles, "A" * 500))
    assert raw.isascii()
    assert b"\0" not in raw
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line]
    long = [line for line in lines if len(line) > 78]
    assert [line for line in long if not line.startswith(b"List-")] == []


def test_the_text_part_comes_first_and_both_parts_hold_the_same() -> None:
    company = sample_rows.company("Aldersea")
    digest = digest_of(
        "Data engineer",
        company=company,
        salary_min=Decimal(60_000),
        salary_max=Decimal(80_000),
        salary_currency="EUR",
        salary_period="year",
    )
    message = parsed(digest)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    item = digest.items.get()
    links = [
        SITE + posting_path(item.posting),
        f"{SITE}/searches/",
        f"{SITE}/settings/",
        f"{SITE}/u/{digest.subscriber.token}/",
    ]
    for part in parts(message):
        for expected in ("Data engineer", "Aldersea", "Berlin, Germany", "Hybrid", "60,000", "80,000", "EUR", "year"):
            assert expected in part
        for link in links:
            assert link in part
        assert "You follow Aldersea" in part
        assert "ada@example.org" in part


def test_each_posting_stands_under_the_search_that_found_it() -> None:
    reader, company = subscriber(), sample_rows.company("Aldersea")
    python = search(reader, name="Snakes & ladders")
    search(reader, Criteria(text="welder"), name="Welding")
    follow(reader, company, NOW)
    posting(company, "Python developer")
    posting(company, "Welder")
    match_all()
    (digest,) = build_all()
    text, html = parts(parsed(digest))
    order = ["Your search “Snakes & ladders”", "Python developer", "Your search “Welding”", "* Welder"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.count("(and 1 more of your searches)") == 2
    assert "Snakes &amp; ladders" in html
    assert f"{SITE}/u/{python.token}/" in html
    assert f"{SITE}/searches/{python.token}/" in html


def test_a_hostile_title_is_shown_and_does_nothing() -> None:
    hostile = (
        "<script>alert(1)</script>\r\nBcc: all@example.org\r\n\r\n\u202eevil \x1b[31m<img src=x onerror=y> {{ x }}"
    )
    company = sample_rows.company('"Sons" <b>& Daughters</b>\n')
    digest = digest_of(hostile, company=company)
    message = parsed(digest)
    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("New: <script>alert(1)</script> Bcc: all@example.org evil")
    text, html = parts(message)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    shown = [line for line in text.splitlines() if "alert(1)" in line]
    assert shown == ["* <script>alert(1)</script> Bcc: all@example.org evil [31m<img src=x onerror=y> {{ x }}"]
    assert "\x1b" not in text


def test_nothing_is_loaded_from_elsewhere_and_nobody_is_tracked() -> None:
    digest = digest_of("Data engineer", apply_url="https://tracker.example.com/apply?id=1")
    _text, html = parts(parsed(digest))
    for forbidden in ("<img", "<link", "<script", "url(", "@import", "tracker.example.com", "boards.example.org"):
        assert forbidden not in html
    links = [piece.split('"')[0] for piece in html.split('href="')[1:]]
    assert links
    assert [link for link in links if not link.startswith(SITE + "/")] == []


def test_names_and_titles_in_any_script_survive() -> None:
    company = sample_rows.company("Müller & Söhne 株式会社")
    digest = digest_of("مهندس برمجيات", "Façade 🏗 engineer", company=company)
    message = parsed(digest)
    assert message["Subject"] == "2 new postings: Façade 🏗 engineer at Müller & Söhne 株式会社 and more"
    for part in parts(message):
        assert "مهندس برمجيات" in part
        assert "株式会社" in part


@pytest.mark.parametrize("count", [1, 2])
def test_a_subject_has_at_most_150_characters(count: int) -> None:
    subject = str(parsed(digest_of(*["ü" * 400] * count))["Subject"])
    assert len(subject) <= 150
    assert "…" in subject
    assert subject.endswith("and more") is (count == 2)


def test_the_text_has_no_gaps_and_no_trailing_blanks() -> None:
    text, _html = parts(parsed(digest_of("Data engineer", "Data analyst")))
    lines = text.splitlines()
    assert lines[:3] == ["2 new postings for you", "", "You follow Aldersea"]
    assert [line for line in lines if line != line.rstrip()] == []
    assert [pair for pair in pairwise(lines) if pair == ("", "")] == []


@given(some.text(alphabet=some.characters(exclude_categories=["Cs"])))
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert line.isprintable() or not text.isprintable()


def test_a_domain_beyond_ascii_is_written_as_smtp_wants_it() -> None:
    assert ascii_address("ada@bücher.example") == "ada@xn--bcher-kva.example"
    with pytest.raises(ValueError, match="SMTPUTF8"):
        ascii_address("ädä@example.org")


def test_a_subscriber_with_such_a_domain_gets_mail() -> None:
    reader = subscriber("ada@bücher.example")
    search(reader)
    posting(sample_rows.company())
    match_all()
    (digest,) = build_all(SLOT)
    assert parsed(digest)["To"] == "ada@xn--bcher-kva.example"
