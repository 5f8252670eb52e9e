"""Pages that reach nothing but this machine.

`LocalPage` is one tab: every request to another machine is refused and noted, and so is what the
console reports as an error.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Route

LOCAL = {"127.0.0.1", "localhost"}
#: Schemes of what lies in the page itself or in a file.
WITHIN = {"data", "blob", "about", "file"}


def is_local(url: str) -> bool:
    """Whether nothing leaves the machine for this URL."""
    parts = urlsplit(url)
    return parts.scheme in WITHIN or parts.hostname in LOCAL


class LocalPage:
    """A tab, with `errors` of its console and URLs of other machines it `asked_for`."""

    def __init__(self, browser: Browser, screenshots: Path, width: int = 1400, height: int = 1000):
        self._screenshots = screenshots
        self.errors: list[str] = []
        self.asked_for: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.context.route("**/*", self._let_through)
        self.context.on("page", self._watch)
        self.page: Page = self.context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket: self._note_url(socket.url))

    def _let_through(self, route: Route) -> None:
        if self._note_url(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _note_url(self, url: str) -> bool:
        local = is_local(url)
        if not local:
            self.asked_for.append(url)
        return local

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def menu(self, *names: str) -> None:
        """Choose a command from JupyterLab's menu bar."""
        for name in names:
            # The menu bar's own entries come first, those of an open menu last.
            found = self.page.locator(".lm-MenuBar-item, .lm-Menu-item").filter(
                has=self.page.get_by_text(name, exact=True)
            )
            found.last.click()

    def screenshot(self, name: str, page: Page | None = None, **options) -> None:
        """Keep a picture of what is seen, as <screenshots>/<name>.png."""
        path = self._screenshots / f"{name}.png"
        (page or self.page).screenshot(path=path, **options)

    def assert_quiet(self) -> None:
        """Fail if something was reported as an error or asked for from elsewhere."""
        assert not self.asked_for, f"left the machine: {self.asked_for}"
        assert not self.errors, f"the browser's console: {self.errors}"
