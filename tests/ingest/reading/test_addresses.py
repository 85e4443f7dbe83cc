import pytest

from ingest.reading.addresses import web_address


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        (
            " https://careers.tidewater.example/jobs?gh_jid=7&x=a%20b ",
            "https://careers.tidewater.example/jobs?gh_jid=7&x=a%20b",
        ),
        ("http://tidewater.example", "http://tidewater.example"),
        ("https://tidewater.example/café menu", "https://tidewater.example/caf%C3%A9%20menu"),
    ],
)
def test_pages_have_addresses(stated: str, address: str) -> None:
    assert web_address(stated) == address


@pytest.mark.parametrize(
    "stated",
    [
        None,
        "",
        "string",
        "javascript:alert(1)",
        "ftp://tidewater.example",
        "//tidewater.example",
        "https://",
        "https://user:secret@tidewater.example",
        "http://10.0.0.1\\@tidewater.example",
        'https://tidewater.example/"><script>',
        "https://tidewater.example/" + "a" * 2000,
    ],
)
def test_anything_else_is_no_page(stated: str | None) -> None:
    assert web_address(stated) == ""
