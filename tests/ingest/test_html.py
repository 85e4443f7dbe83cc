"""Descriptions: harmless, complete, and readable as text."""

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.html import markup_of, sanitise, section, text_of, undouble, unescape_markup


def read(escaped: str) -> tuple[str, str]:
    html = sanitise(unescape_markup(escaped))
    return html, text_of(html)


def test_markup_that_a_vendor_escaped_as_text_becomes_markup_once() -> None:
    html, text = read("&lt;p&gt;Salt &amp;amp; pepper,&amp;nbsp;fresh&lt;/p&gt;")

    assert html == "<p>Salt &amp; pepper,&nbsp;fresh</p>"
    assert text == "Salt & pepper, fresh"


def test_text_that_was_meant_as_text_never_becomes_markup() -> None:
    html, text = read("&lt;p&gt;Know the &amp;lt;script&amp;gt; tag&lt;/p&gt;")

    assert html == "<p>Know the &lt;script&gt; tag</p>"
    assert text == "Know the <script> tag"


def test_escaping_in_three_layers_does_not_smuggle_a_script_past_the_sanitiser() -> None:
    attack = "<script>alert(1)</script>"
    for _ in range(4):
        attack = escape(attack)
        html, _text = read(attack)
        assert "<script" not in html


def test_markup_that_was_not_escaped_is_not_unescaped() -> None:
    assert unescape_markup("<p>1 &lt; 2</p>") == "<p>1 &lt; 2</p>"


@pytest.mark.parametrize(
    ("double", "single"),
    [
        ("<p>&amp;nbsp;x</p>", "<p>&nbsp;x</p>"),
        ("<p>Q&amp;amp;A</p>", "<p>Q&amp;A</p>"),
        ("<p>Q&amp;amp;amp;A</p>", "<p>Q&amp;A</p>"),
        ("<p>it&amp;#39;s &amp;#x2019;</p>", "<p>it&#39;s &#x2019;</p>"),
        ("<p>&amp;lt;b&amp;gt;</p>", "<p>&lt;b&gt;</p>"),
        ("<p>AT&amp;T; fine</p>", "<p>AT&amp;T; fine</p>"),
        ("<p>x &amp;&amp; y</p>", "<p>x &amp;&amp; y</p>"),
    ],
)
def test_an_entity_is_escaped_once_at_most(double: str, single: str) -> None:
    assert undouble(double) == single


@pytest.mark.parametrize(
    "attack",
    [
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "<svg><script>steal()</script></svg>",
        "<style>p{background:url(//evil.example)}</style>",
        '<p style="position:fixed" onclick="steal()" class="x" id="y">',
        "<form action=//evil.example><input name=password></form>",
        "<iframe src=//evil.example></iframe>",
        "<object data=//evil.example></object><embed src=//evil.example>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=steal()&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=steal()>'>",
        "<a href='javascript:steal()'>x</a><a href=' java\nscript:steal()'>x</a>",
        "<a href='data:text/html,<script>steal()</script>'>x</a>",
        "<base href=//evil.example><meta http-equiv=refresh content=0>",
    ],
)
def test_nothing_that_acts_loads_or_hides_survives(attack: str) -> None:
    html = sanitise(f"<p>before</p>{attack}<p>after</p>")

    for word in ("script", "steal", "evil", "style", "onclick", "class", "id=", "form", "input", "img", "iframe"):
        assert word not in html.replace("&lt;img src=x onerror=steal()&gt;", "")
    assert html.startswith("<p>before</p>")


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://tidewater.example/a?b=1&c=2#d", "https://tidewater.example/a?b=1&amp;c=2#d"),
        ("HTTP://tidewater.example", "HTTP://tidewater.example"),
        ("mailto:jobs@tidewater.example", "mailto:jobs@tidewater.example"),
        ("//tidewater.example/a", "https://tidewater.example/a"),
        ("/apply", None),
        ("apply.html", None),
        ("https:tidewater.example", None),
        ("https:\\\\tidewater.example", None),
        ("/\\tidewater.example", None),
        ("http://10.0.0.1\\@tidewater.example", None),
        ("https://user:secret@tidewater.example", None),
        ("tel:+4712345678", None),
        ("vbscript:x", None),
    ],
)
def test_links_lead_to_unmistakable_web_pages_or_mailboxes_only(link: str, kept: str | None) -> None:
    html = sanitise(f'<a href="{link}">x</a>')

    href = f' href="{kept}"' if kept else ""
    assert html == f'<a{href} rel="noopener noreferrer nofollow">x</a>'


def test_text_breaks_lines_where_blocks_do() -> None:
    html = sanitise(
        "<h2>We offer</h2><p>A <b>cal</b>m\n  place</p><ul>\n<li>Tea</li>\n<li>Cake</li>\n</ul>"
        "<div>Mon</div><div>Tue</div><div>&nbsp;</div><div>Wed<br>Thu</div>"
        "<table><tr><th>from</th><td>9</td></tr><tr><th>to</th><td>17</td></tr></table>"
    )

    assert text_of(html) == ("We offer\n\nA calm place\n\nTea\nCake\n\nMon\nTue\n\nWed\nThu\n\nfrom 9\nto 17")


def test_text_has_neither_control_characters_nor_lone_surrogates() -> None:
    text = text_of(sanitise("<p>one\x00 two\ud800 three\x1b[31m &#0; &#1;</p>"))

    assert text.encode().isascii() or "\ufffd" in text
    assert not any(ord(character) < 32 for character in text)


def test_plain_text_becomes_paragraphs_and_keeps_its_angle_brackets() -> None:
    html = markup_of("Draw <maps> & more\non paper.\r\n\r\nEvery day.\n")

    assert html == "<p>Draw &lt;maps&gt; &amp; more<br>on paper.</p><p>Every day.</p>"
    assert text_of(sanitise(html)) == "Draw <maps> & more\non paper.\n\nEvery day."


def test_a_section_without_text_has_no_heading_either() -> None:
    assert section("Qualifications", "  ") == ""
    assert section("Pay & <perks> ", "<p>x</p>") == "<h3>Pay &amp; &lt;perks&gt;</h3><p>x</p>"
    assert section(None, "<p>x</p>") == "<p>x</p>"


@pytest.mark.parametrize("bomb", ["<div>", "<b><p>", "<a>", "<table><td>", "&amp;", "<a href='", "<!--<div>", "<svg>"])
def test_a_description_that_is_built_to_be_slow_is_not(bomb: str) -> None:
    began = time.process_time()

    text_of(sanitise(bomb * 100_000))

    assert time.process_time() - began < 3


def test_sanitising_twice_changes_nothing() -> None:
    once = sanitise("<p>a &amp;nbsp; <a href='//x.example'>b</a> <ul><li>c</p>")

    assert sanitise(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_any_text_that_was_escaped_comes_back_as_text(text: str) -> None:
    html = sanitise(f"<p>{escape(text)}</p>")

    assert html.count("<") == (2 if html else 0)
    assert "\x00" not in html
    text_of(html).encode()
