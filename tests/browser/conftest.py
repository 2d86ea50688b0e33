"""A browser, a playground and a small app for the page's tests.

It owns finding Chromium and starting both ends. It must not know what the tests look at.
"""

import json
import os
import shutil
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.playground.server import Playground
from bot.playground.specs import ChannelSpec, UserSpec, WorkspaceSpec
from tests.browser import tiny_app

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORKSPACE = WorkspaceSpec(
    name="Small workspace",
    users=(
        UserSpec("ana", "Ana Ferreira", "Europe/Lisbon", "Research engineer"),
        UserSpec("ravi", "Ravi Menon", "Asia/Kolkata", "ML engineer"),
        UserSpec("mei", "Mei Tanaka", "America/Los_Angeles", "Manager"),
    ),
    channels=(ChannelSpec("general", ("ana", "ravi", "mei")), ChannelSpec("managers", ("mei",), private=True)),
)
# A Wednesday in November, when no clock is about to change.
START = datetime.fromisoformat("2026-11-18T09:00:00+00:00")


def chromium() -> str | None:
    """Where an installed Chromium or Chrome is, if there is one."""
    named = os.environ.get("BAROMETER_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


@dataclass
class Visit:
    """One browser window on the playground, with what it asked for and complained about."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def app_name(self) -> str:
        """The app's name, as people see it."""
        return str(tiny_app.MANIFEST["display_information"]["name"])

    def ask(self, path: str) -> dict[str, Any]:
        """An answer of the control interface."""
        with urllib.request.urlopen(f"{self.url}/playground/api{path}") as answer:
            return dict(json.load(answer))

    def now(self) -> datetime:
        """The workspace's time."""
        return datetime.fromisoformat(self.ask("/clock")["now"])

    def check(self, name: str) -> Any:
        """The outcome of one of the measurements in checks.js."""
        script = (Path(__file__).parent / "checks.js").read_text().rstrip().rstrip(";")
        return self.page.evaluate(f"{script}.{name}()")

    def channel(self, name: str) -> str:
        """The id of a channel."""
        return next(item["id"] for item in self.ask("/workspace")["channels"] if item["name"] == name)

    def go(self, person: str, place: str = "") -> Page:
        """Opens the page as a person, in a channel, `app` or `app-messages`."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/#as={person}" + (f"&in={place}" if place else ""))
        self.page.wait_for_selector(".who-text strong", state="attached")
        self.page.wait_for_selector("#place-title:not(:empty)")
        return self.page

    def type(self, text: str) -> None:
        """Writes a message or a command and sends it."""
        box = self.page.locator("#write .composer-field")
        box.fill(text)
        box.press("Escape")
        box.press("Enter")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """An installed Chromium without a window."""
    where = chromium()
    if where is None:
        pytest.skip("no Chromium: install chromium, or name one in BAROMETER_CHROMIUM")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=where, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def playground() -> Iterator[Playground]:
    """A playground of its own for each module, with the small app connected."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, "127.0.0.1,localhost")
        with Playground(WORKSPACE, tiny_app.MANIFEST, at=START) as place:
            handler = tiny_app.connect(place.base_url, place.credentials.bot, place.credentials.app)
            yield place
            handler.close()


@pytest.fixture
def visit(browser: Browser, playground: Playground) -> Iterator[Visit]:
    """A fresh window; afterwards its console must have stayed silent."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    here = Visit(page, playground.url)
    page.on("request", lambda request: here.requests.append(request.url))
    page.on("pageerror", lambda error: here.complaints.append(str(error)))
    page.on("console", lambda said: here.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    yield here
    context.close()
    assert here.complaints == []
