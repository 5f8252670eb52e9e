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


@pytest.fixture(scope="session")
def new_tab(browser) -> Callable[..., LocalPage]:
    """Makes tabs; each has cookies of its own."""
    return lambda **options: LocalPage(browser, SCREENSHOTS, **options)


@pytest.fixture
def tab(new_tab) -> Iterator[LocalPage]:
    """A tab that must stay quiet: no error in the console, nothing asked of another machine."""
    opened = new_tab()
    yield opened
    opened.context.close()
    opened.assert_quiet()
