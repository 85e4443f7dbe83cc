import pytest

from ingest.reading.languages import language


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("pt_BR", "pt-BR"),
        ("es-MX", "es-MX"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("string", None),
        ("English", None),
        ("e", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_a_tag_in_its_usual_case(stated: str | None, tag: str | None) -> None:
    assert language(stated) == tag
