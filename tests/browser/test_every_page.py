"""Every page, as a narrow phone and a desk show it: nothing sticks out, nothing is missing, nobody complains.

Pictures of all of them are kept under `var/screens`.
"""

from pathlib import Path
from typing import Any

import pytest

from ingest.models import Company, Posting
from ingest.models.posting import Status
from notifications.models import Digest, SavedSearch, Subscriber
from search.addresses import posting_path
from tests.browser.conftest import Visitor, Visitors
from tests.browser.sample_site import READER, SCREENS, STAFF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS: dict[str, dict[str, Any]] = {
    "1280": {"width": 1280},
    "390": {"width": 390, "device_scale_factor": 2, "is_mobile": True},
    "1280-dark": {"width": 1280, "color_scheme": "dark"},
}
# What a page does wrong, in sentences.
FAULTS = """() => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`is ${root.scrollWidth - root.clientWidth} pixels too wide`);
    if (document.querySelectorAll("h1").length !== 1) faults.push("has not one heading");
    const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
    if (new Set(ids).size !== ids.length) faults.push("has the same id twice");
    for (const field of document.querySelectorAll("main input:not([type=hidden]), main select, main textarea"))
        if (!field.labels.length) faults.push(`does not say what ${field.name} is`);
    for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`has no words for ${image.src}`);
    for (const button of document.querySelectorAll("main button, main .button"))
        if (button.getBoundingClientRect().height < 36) faults.push(`has too low a button: ${button.textContent}`);
    return faults;
}"""


def visitor_pages() -> dict[str, str]:
    acorn = Company.objects.order_by("id")[0]
    open_one = Posting.objects.filter(status=Status.OPEN, company=acorn).order_by("-id")[0]
    closed = Posting.objects.filter(status=Status.CLOSED)[0]
    reader = Subscriber.objects.get(email=READER)
    saved = SavedSearch.objects.filter(subscriber=reader)[0]
    return {
        "search": "/",
        "search-found": "/?q=developer&workplace=hybrid&workplace=onsite&workplace=remote",
        "search-nothing": "/?q=developer&country=AQ",
        "posting": posting_path(open_one),
        "posting-closed": posting_path(closed),
        "companies": "/companies/",
        "companies-nothing": "/companies/?name=zzz",
        "company": f"/companies/{acorn.slug}/",
        "about": "/bot",
        "log-in": "/accounts/login/",
        "sign-up": "/accounts/signup/",
        "confirm-sent": "/accounts/confirm-email/",
        "confirm-wrong-link": "/accounts/confirm-email/nonsense/",
        "reset": "/accounts/password/reset/",
        "reset-sent": "/accounts/password/reset/done/",
        "reset-wrong-link": "/accounts/password/reset/key/1-nonsense/",
        "digest": f"/digests/{Digest.objects.get(subscriber=reader).token}/",
        "unsubscribe-search": f"/u/{saved.token}/",
        "unsubscribe-all": f"/u/{reader.token}/",
        "unsubscribe-gone": "/u/nonsense/",
    }


def reader_pages(mail: str) -> dict[str, str]:
    reader = Subscriber.objects.get(email=READER)
    saved = SavedSearch.objects.filter(subscriber=reader, name__startswith="Python")[0]
    return {
        "company-followed": f"/companies/{Company.objects.order_by('id')[0].slug}/",
        "searches": "/searches/",
        "search-new": "/searches/new/?q=nurse&workplace=remote",
        "search-saved": f"/searches/{saved.token}/",
        "search-delete": f"/searches/{saved.token}/delete/",
        "settings": "/settings/",
        "settings-address": "/accounts/email/",
        "settings-password": "/accounts/password/change/",
        "settings-delete": "/settings/delete/",
        "log-out": "/accounts/logout/",
        "is-it-you": "/accounts/reauthenticate/",
        "mailbox": "/mailbox/",
        "mail": f"/mailbox/{mail}/",
    }


def look_at(visitor: Visitor, pages: dict[str, str], look: str) -> list[str]:
    faults = []
    for name, path in pages.items():
        visitor.complaints.clear()
        visitor.go(path)
        visitor.page.screenshot(path=SCREENS / f"{name}-{look}.png", full_page=True)
        faults += [f"{path} {fault}" for fault in [*visitor.page.evaluate(FAULTS), *visitor.complaints]]
    return faults


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_whole(visitors: Visitors, tmp_path: Path, look: str) -> None:
    stranger, reader = visitors(**LOOKS[look]), visitors(**LOOKS[look])
    reader.log_in(READER)
    mail = max((tmp_path / "mailbox").glob("*.eml")).stem
    assert look_at(stranger, visitor_pages(), look) == []
    assert look_at(reader, reader_pages(mail), look) == []


def test_pages_for_errors_are_whole(visitors: Visitors) -> None:
    for look in ("1280", "390"):
        stranger = visitors(**LOOKS[look])
        for path, heading in (("/nothing/", "There is no such page"), ("/first-admin/x/", "First administrator")):
            stranger.go(path)
            picture = f"{path.strip('/').replace('/', '-')}-{look}.png"
            stranger.page.screenshot(path=SCREENS / picture, full_page=True)
            assert stranger.page.evaluate(FAULTS) == []
            assert stranger.page.get_by_role("heading").inner_text() == heading


ADMINISTRATION = (
    "",
    "ingest/company/",
    "ingest/company/add/",
    "ingest/companyimport/add/",
    "ingest/board/",
    "ingest/run/",
    "ingest/vendorhost/",
    "notifications/subscriber/",
)


@pytest.mark.parametrize("look", ["1280", "390"])
def test_the_administration_works_within_its_limits(visitors: Visitors, look: str) -> None:
    staff = visitors(**LOOKS[look])
    staff.log_in(STAFF)
    for name in ADMINISTRATION:
        staff.go(f"/admin/{name}")
        staff.page.screenshot(path=SCREENS / f"admin-{name.replace('/', '-')}{look}.png", full_page=True)
    assert staff.complaints == []
