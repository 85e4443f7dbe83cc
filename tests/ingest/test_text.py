"""The analysis of text: what a reader would call the same word is the same token, in postings and in searches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import fold, forms, language_of, spans, stems, tokens

# Characters that have broken tokenisers before: marks, ligatures, jamo, kana with marks, joiners, surrogate pairs.
AWKWARD = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("é\u0301\u0306и\u3099か\u1100\u1161'.&#+ﬁßİ"))
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Développeur", "developpeur"),
        ("De\u0301veloppeur", "developpeur"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("Køge Œuvre Łódź Ísafjörður", "koge oeuvre lodz isafjordur"),
        ("\uff30\uff39", "py"),
        ("İstanbul", "istanbul"),
        ("Python™", "python"),
        ("Soft\u00adware\u200b", "software"),
        ("российский Ёлка", "российский елка"),
    ],
)
def test_case_and_marks_do_not_matter(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("C++, C# and F#", ["c++", "c#", "and", "f#"]),
        ("C/C++17 (g++)", ["c", "c++", "17", "g++"]),
        ("ASP.NET or .NET, .Net", ["asp", ".net", "or", ".net", ".net"]),
        ("www.example.net the network.", ["www", "example", "net", "the", "network"]),
        ("R&D at AT&T, Research & Development", ["r&d", "at", "at&t", "research", "development"]),
        ("Full-stack Node.js, CI/CD", ["full", "stack", "node", "js", "ci", "cd"]),
        ("l\u2019équipe, women\u2019s teams, the team's", ["l", "equipe", "women", "teams", "the", "team"]),
        ("C, R, Go, 3D, k8s, #1", ["c", "r", "go", "3d", "k8s", "1"]),
        ("snake_case \u2014 “quoted”", ["snake", "case", "quoted"]),
        ("日本のIT企業", ["日", "本", "の", "it", "企", "業"]),
        ("개발자 채용", ["개발자", "채용"]),
        ("हिन्दी शिक्षक", ["हिन्दी", "शिक्षक"]),
        ("", []),
        ("\x00 … ++ # ' .", []),
    ],
)
def test_symbols_that_name_a_technique_stay_and_joiners_part(written: str, found: list[str]) -> None:
    assert tokens(written) == found


def test_a_very_long_word_is_cut_where_lucene_would_not_cut_it() -> None:
    assert tokens("x" * 1000) == ["x" * 60]


@given(AWKWARD)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert tokens(fold(text)) == tokens(text)


@given(AWKWARD)
def test_spans_are_the_same_tokens_with_their_places(text: str) -> None:
    found = list(spans(text))
    assert [span.token for span in found] == tokens(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert sorted(found, key=lambda span: (span.start, span.end)) == found


def test_a_span_covers_the_word_as_it_was_written() -> None:
    text = "Ein Ingénieur/C++ für Straßen™, 日本"
    assert [text[span.start : span.end] for span in spans(text)] == [
        "Ein", "Ingénieur", "C++", "für", "Straßen", "日", "本",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "no", "fi", "ru"])
def test_a_search_for_a_word_finds_it_in_a_text_of_any_language(language: str) -> None:
    words = tokens("Engineers Entwicklerinnen développeuses ingenieros sviluppatori verkopers инженеры C++ k8s data")
    assert all(stem in forms(word) for word, stem in zip(words, stems(words, language), strict=True))


def test_inflections_share_their_stem() -> None:
    assert len(set(stems(["engineer", "engineers", "engineering"], "en"))) == 1
    assert set(stems(["engineering"], "en")) <= set(forms("engineers"))
    assert set(stems(["entwicklungen"], "de")) <= set(forms("entwicklung"))
    assert set(stems(["ingenieros"], "es")) <= set(forms("ingeniero"))


@pytest.mark.parametrize(
    ("asked", "english"), [("backend", "back"), ("leader", "lead"), ("director", "direct"), ("intern", "inter")]
)
def test_the_stem_of_another_language_does_not_meet_an_english_word(asked: str, english: str) -> None:
    assert not set(stems([english], "en")) & set(forms(asked))


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("We are looking for an engineer to join the team and work with our customers.", "de-DE", "en"),
        ("Wir suchen für unser Team eine Person, die mit der Plattform und den Kunden arbeitet.", "en", "de"),
        ("Nous recherchons pour notre équipe une personne qui travaille avec les clients et des données.", "", "fr"),
        ("Software Engineer", "de-AT", "de"),
        ("Software Engineer", "nb_NO", "no"),
        ("Software Engineer", "tlh", "en"),
        ("Software Engineer", "", "en"),
    ],
)
def test_the_text_says_its_language_better_than_the_source(text: str, stated: str, language: str) -> None:
    assert language_of(set(tokens(text)), stated) == language
