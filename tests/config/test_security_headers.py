"""What every page says to browsers about what it may load, and the pages for errors."""

import pytest
from django.test import Client, RequestFactory
from django.views import defaults

from tests.sample_rows import subscriber

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/bot", "/accounts/login/", "/nothing/", "/companies/"])
def test_every_page_limits_what_it_may_load(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_administration_keeps_to_the_same_limits(client: Client) -> None:
    client.force_login(subscriber(is_staff=True, is_superuser=True))
    response = client.get("/admin/")
    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/bot", "/accounts/login/", "/accounts/signup/", "/companies/"])
def test_no_page_carries_scripts_styles_or_things_of_others(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    assert "<script" not in text
    assert "style=" not in text
    assert 'src="http' not in text


def test_errors_have_pages_that_say_what_to_do() -> None:
    request = RequestFactory().get("/")
    shown = {
        400: defaults.bad_request(request, Exception()),
        403: defaults.permission_denied(request, Exception()),
        404: defaults.page_not_found(request, Exception()),
        500: defaults.server_error(request),
    }
    for status, response in shown.items():
        text = response.content.decode()
        assert response.status_code == status
        assert "rolewatch.css" in text
        assert "To the search" in text


def test_other_crawlers_are_kept_out_of_what_is_endless_or_private(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /searches/" in text
    assert "Disallow: /?" in text
    assert "Disallow: /postings" not in text


def test_the_page_about_the_crawler_says_how_to_opt_out(client: Client) -> None:
    text = client.get("/bot").content.decode()
    assert "every 24 hours" in text
    assert 'href="mailto:rolewatch@localhost"' in text
