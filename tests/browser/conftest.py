"""A made-up site on a port of its own, and headless Chromium that looks at it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.sample_site import fill
from tests.sample_rows import PASSWORD

# Playwright's loop runs in this thread; Django would take it for a program of coroutines.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: Any, settings: LazySettings, tmp_path: Path) -> str:
    settings.MAILBOX = True
    settings.VAR_DIR = tmp_path
    settings.PUBLIC_URL = live_server.url
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    fill(tmp_path, live_server.url)
    return str(live_server.url)


@dataclass
class Visitor:
    """A browser window, and all that it complained about."""

    site: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def log_in(self, email: str) -> None:
        self.go("/accounts/login/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Log in").click()


@dataclass
class Visitors:
    """Opens windows, each with cookies of its own."""

    browser: Browser
    site: str
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, width: int = 1280, **options: Any) -> Visitor:
        context = self.browser.new_context(viewport={"width": width, "height": 844}, **options)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return Visitor(self.site, context.new_page())


@pytest.fixture
def visitors(chromium: Browser, site: str) -> Iterator[Visitors]:
    opened = Visitors(chromium, site)
    yield opened
    for context in opened.contexts:
        context.close()
