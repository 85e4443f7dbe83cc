"""A subscriber asks for a visit in a real browser, and watches it without touching anything."""

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from config.clock import clock
from ingest.crawl import crawl
from ingest.models import Company
from ingest.schedule import claim
from tests.browser.conftest import Visitor, Visitors
from tests.browser.sample_site import READER, SCREENS
from tests.browser.test_every_page import FAULTS
from tests.ingest.conftest import HOST, greenhouse
from tests.ingest.gateway import asked_through
from tests.ingest.vendor import as_json, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unread(visitors: Visitors) -> Company:
    """A company of the sample site without a posting."""
    return Company.objects.order_by("-id")[0]


def picture(visitor: Visitor, name: str) -> list[str]:
    for width in (1280, 390):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
    faults: list[str] = visitor.page.evaluate(FAULTS)
    return faults + visitor.complaints


def ask(visitor: Visitor, company: Company) -> None:
    visitor.log_in(READER)
    visitor.go(f"/companies/{company.slug}/")
    visitor.page.get_by_role("button", name="Visit now").click()


def test_the_page_tells_how_the_visit_goes_by_itself(visitors: Visitors, unread: Company, settings: Settings) -> None:
    reader = visitors()
    ask(reader, unread)
    progress = reader.page.locator("#visit")
    progress.get_by_text("The visit waits for its turn.").wait_for()
    assert picture(reader, "visit-waits") == []
    held = claim(unread.pk, None)
    assert held is not None
    progress.get_by_text("The board is being read right now.").wait_for()
    assert picture(reader, "visit-reads") == []
    with serving() as vendor, asked_through(settings, vendor.url):
        vendor.says(HOST, f"/v1/boards/{unread.boards.get().token}/jobs", as_json(greenhouse(1, 2, 3)))
        crawl(held, clock.now())
    progress.get_by_text("The board was read: 3 new.").wait_for()
    assert reader.page.get_by_role("link", name="Beekeeper").count() == 3
    assert reader.page.get_by_role("button", name="Visit now").is_visible()
    assert picture(reader, "visit-over") == []
    connection.close()


def test_without_a_script_the_page_tells_it_when_it_is_loaded_again(visitors: Visitors, unread: Company) -> None:
    reader = visitors(width=390, java_script_enabled=False)
    ask(reader, unread)
    assert "The visit waits for its turn." in reader.page.locator("#visit").inner_text()
    held = claim(unread.pk, None)
    assert held is not None
    reader.page.get_by_role("link", name="Look again").click()
    assert "The board is being read right now." in reader.page.locator("#visit").inner_text()
