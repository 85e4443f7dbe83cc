"""What people do on the site, in a real browser."""

import re
from pathlib import Path

import pytest
from django.core import mail

from notifications.models import SavedSearch
from tests.browser.conftest import Visitors
from tests.browser.sample_site import READER, SCREENS, put_mail
from tests.sample_rows import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_search_over_signing_up_to_a_saved_search(visitors: Visitors) -> None:
    new = visitors(width=390)
    page = new.page
    new.go("/")
    page.get_by_label("Words").fill("developer")
    page.get_by_label("Workplace").select_option("Hybrid")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Save this search").click()
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    page.get_by_label("Email").fill("new@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Confirm your address"
    link = re.search(r"http://\S+", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Confirm this address").click()
    page.get_by_label("Name").fill("Hybrid development")
    page.get_by_label("Mail").select_option("Weekly")
    page.get_by_role("button", name="Save this search").click()
    assert page.get_by_role("heading", name="Hybrid development").is_visible()
    kept = SavedSearch.objects.get(subscriber__email="new@example.org")
    assert (kept.criteria.query_string, kept.frequency) == ("q=developer&workplace=hybrid", "weekly")
    assert new.complaints == []


def test_a_form_says_beside_the_field_what_is_wrong(visitors: Visitors) -> None:
    new = visitors(width=390)
    new.go("/accounts/signup/")
    new.page.get_by_label("Email").fill("new@example.org")
    new.page.get_by_label("Password", exact=True).fill("12345678")
    new.page.get_by_label("Password (again)").fill("87654321")
    new.page.get_by_role("button", name="Sign up").click()
    new.page.screenshot(path=SCREENS / "sign-up-wrong-390.png", full_page=True)
    field = new.page.get_by_label("Password", exact=True)
    errors = new.page.locator(f"#{field.get_attribute('id')}_error")
    assert "too common" in errors.inner_text()
    assert f"{field.get_attribute('id')}_error" in (field.get_attribute("aria-describedby") or "")


def test_everything_works_without_scripts(visitors: Visitors) -> None:
    reader = visitors(java_script_enabled=False)
    page = reader.page
    reader.log_in(READER)
    reader.go("/companies/")
    page.get_by_role("link", name="Gannet Robotics").click()
    page.get_by_role("button", name="Follow Gannet Robotics").click()
    assert page.get_by_role("button", name="Stop following Gannet Robotics").is_visible()
    page.get_by_role("link", name="Search in these postings").click()
    page.get_by_label("Employment").select_option("Full time")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=re.compile("^Without Gannet")).click()
    assert page.url.endswith("/?employment_type=full_time")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Pause my mail").click()
    assert page.get_by_role("button", name="Resume my mail").is_visible()


def test_a_keyboard_reaches_the_content_first(visitors: Visitors) -> None:
    reader = visitors()
    reader.go("/")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("#content")


def test_a_mail_runs_no_script_and_its_links_open(visitors: Visitors, tmp_path: Path) -> None:
    script = b'<script>document.body.textContent = "a script ran"</script>'
    put_mail(tmp_path, visitors.site, end_of_body=script)
    reader = visitors()
    reader.log_in(READER)
    reader.go("/mailbox/")
    reader.page.get_by_role("main").get_by_role("link").first.click()
    frame = reader.page.frame_locator("iframe")
    assert frame.get_by_role("heading").inner_text() == "New for you"
    assert "a script ran" not in frame.locator("body").inner_text()
    with reader.page.expect_popup() as opened:
        frame.get_by_role("link").click()
    opened.value.wait_for_load_state()
    assert opened.value.get_by_role("heading", level=1).inner_text() == "There is no such page"
    assert "/postings/0/" in opened.value.url
