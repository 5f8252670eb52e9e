"""Fixtures of the tests in a browser: the browser itself, and tabs that reach this machine only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_page import LocalPage
from playwright.sync_api import Browser, sync_playwright

from course_utils.publishing import chromium

SCREENSHOTS = Path(__file__).resolve().parents[1] / "build" / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Stop with a word on what to install where there is no browser."""
    if chromium.find() is None:
        raise pytest.UsageError(chromium.MISSING)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # Containers have a small /dev/shm, in which large pages crash.
        running = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def new_tab(browser) -> Iterator[Callable[..., LocalPage]]:
    """Makes tabs, each with cookies of its own; at a module's end those still open are closed."""
    opened: list[LocalPage] = []

    def make(**options) -> LocalPage:
        opened.append(LocalPage(browser, SCREENSHOTS, **options))
        return opened[-1]

    yield make
    for tab in opened:
        # One that a test has closed itself stays closed.
        tab.context.close()


@pytest.fixture
def tab(new_tab) -> Iterator[LocalPage]:
    """A tab that must stay quiet: no error in the console, nothing asked of another machine."""
    opened = new_tab()
    yield opened
    opened.context.close()
    opened.assert_quiet()
