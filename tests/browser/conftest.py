"""Journeys in Debian's Chromium: how it starts, who is signed in, and what it may not say."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
)

from people.models import User

# Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 640}
# Off unless asked for, and WCAG 2.2 AA asks for it.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder; skip them all, with one reason, when there is no Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no chromium on this machine"))


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Where a path such as `/` leads: the site under test."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's own browser, without anything that reaches for the network."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Dutch desk, unless a test asks for something else."""
    return {
        **browser_context_args,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "viewport": DESKTOP,
        "reduced_motion": "reduce",
    }


class Console:
    """What the browser had to say: messages, uncaught errors, dialogs, and failed requests."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def watch(self, page: Page) -> Page:
        """Listen to this page from now on."""
        page.on("console", self.note_message)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("requestfailed", self.note_failure)
        return page

    def note_failure(self, request: Request) -> None:
        """Keep the address; but the icon comes after all else, and going on breaks it off."""
        if not (request.url.endswith("favicon.svg") and request.failure == "net::ERR_ABORTED"):
            self.said.append(f"failed: {request.url}")

    def note_message(self, message: ConsoleMessage) -> None:
        """Keep one message with the page it came from."""
        self.said.append(f"{message.type}: {message.text} ({message.page and message.page.url})")

    def expect(self, words: str) -> None:
        """Take out the messages with these words; there must be one."""
        kept = [line for line in self.said if words not in line]
        assert len(kept) < len(self.said), f"the browser never said {words!r}: {self.said}"
        self.said = kept


@pytest.fixture
def console() -> Iterator[Console]:
    """Watch every page of this test; a single message fails it. This is the test of the CSP."""
    console = Console()
    yield console
    assert console.said == []


@pytest.fixture
def page(context: BrowserContext, console: Console) -> Page:
    """A page for somebody who is not signed in, watched by `console`."""
    return console.watch(context.new_page())


@pytest.fixture
def signed_in(
    base_url: str, browser: Browser, browser_context_args: dict[str, Any], console: Console
) -> Iterator[Callable[..., Page]]:
    """Open the site as a user: `signed_in(user, "/", phone=True, dark=True)` gives the page.

    Any other option goes to Playwright's context, such as `java_script_enabled=False` or
    `locale="en-GB"`.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        user: User, path: str = "/", *, phone: bool = False, dark: bool = False, **options: Any
    ) -> Page:
        screen = {
            "viewport": PHONE if phone else DESKTOP,
            "color_scheme": "dark" if dark else "light",
        }
        contexts.append(browser.new_context(**{**browser_context_args, **screen, **options}))
        client = Client()
        client.force_login(user)
        contexts[-1].add_cookies(
            [
                {"name": name, "value": morsel.value, "url": base_url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = console.watch(contexts[-1].new_page())
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Check the page as it stands with axe: no violation of any of its rules."""

    def check(page: Page) -> None:
        found = Axe().run(page, options=AXE_OPTIONS)
        assert found.violations_count == 0, found.generate_report()
        assert found.response["testEngine"]["name"] == "axe-core"

    return check


@pytest.fixture
def assert_fits() -> Callable[[Page], None]:
    """Check that the page does not scroll sideways."""

    def check(page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth")
        shown = page.evaluate("document.documentElement.clientWidth")
        assert wide <= shown, f"{page.url} is {wide} wide on a screen of {shown}"

    return check
