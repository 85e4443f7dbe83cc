"""What is refused before any name is resolved."""

import pytest

from ingest.fetching.urls import UrlRefused, checked, redirected


@pytest.mark.parametrize(
    "url",
    [
        "ftp://boards.example/x",
        "file:///etc/passwd",
        "gopher://boards.example/",
        "//boards.example/x",
        "https://",
        "https:///path",
        "http://10.0.0.1\\@boards.example/",
        "http://boards.example\\.evil.example/",
        "http://user:secret@boards.example/",
        "http://user@boards.example/",
        "http://@boards.example/",
        "https://boards.example:8443/",
        "http://boards.example:22/",
        "http://boards.example:0/",
        "http://boards.example:99999/",
        "http://boards.example:x/",
        "http://boards.example/a b",
        "http://boards.example/\r\nHost: evil",
        "http://boards.example/\x00",
        "http://[::1",
        "https://boards.example/" + "x" * 4000,
    ],
)
def test_urls_that_nobody_should_ask_are_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        checked(url)


@pytest.mark.parametrize(
    "url", ["https://boards.example/x?y=1", "http://boards.example:80/", "https://boards.example:443"]
)
def test_ordinary_urls_pass(url: str) -> None:
    assert checked(url).hostname == "boards.example"


def test_a_redirect_may_be_relative() -> None:
    assert redirected("https://boards.example/a/b", "../c") == "https://boards.example/c"


def test_a_redirect_never_leaves_tls() -> None:
    with pytest.raises(UrlRefused, match="from https to http"):
        redirected("https://boards.example/", "http://boards.example/")


def test_a_redirect_may_move_to_tls() -> None:
    assert redirected("http://boards.example/", "https://boards.example/") == "https://boards.example/"


def test_a_redirect_to_another_kind_of_url_is_refused() -> None:
    with pytest.raises(UrlRefused):
        redirected("https://boards.example/", "file:///etc/passwd")
