"""The page with the real bot in it: an engineer answers, a manager forecasts, a leader reads, all in Chromium."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import demo
from bot.app import Barometer
from bot.playground import Playground
from handlers.manifest import read_manifest
from tests.conftest import MORNING

pytestmark = pytest.mark.browser

# A busy machine may take its time; what is promised is that it comes.
expect.set_options(timeout=30_000)


@pytest.fixture
def playground() -> Iterator[Playground]:
    """The example team's workspace, in place of the page's small one."""
    with Playground(demo.example_workspace(), read_manifest(), at=MORNING) as playground:
        yield playground


@pytest.fixture
def page(browser: Browser, playground: Playground, bot: Barometer) -> Iterator[Page]:
    """A window on the example team's workspace."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(playground.url)
    yield page
    page.close()


def be(page: Page, url: str, handle: str) -> None:
    """Look at the DM with the bot as somebody."""
    page.goto(f"{url}/#as={handle}&in=app-messages")
    page.reload()
    expect(page.get_by_placeholder(re.compile("Message Barometer"))).to_be_visible()


def test_three_people_play_the_whole_story_on_the_page(page: Page, playground: Playground) -> None:
    """Jonas checks in and reads what moved; Mina asks for the forecast; Vera reads Monday's digest."""
    be(page, playground.url, "jonas")
    page.get_by_role("button", name="Check in", exact=True).click()
    form = page.get_by_role("dialog", name=re.compile("Check-in"))
    form.get_by_label(re.compile("Experiments run")).first.fill("3")
    form.get_by_label(re.compile("Your confidence")).first.fill("30")
    form.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Recorded for Tue 24 Nov 2026").first).to_be_visible()
    expect(page.get_by_text("3 of about 6 planned experiments done").first).to_be_visible()

    be(page, playground.url, "mina")
    box = page.get_by_role("textbox").last
    box.fill("/forecast")
    box.press("Enter")
    expect(page.get_by_text("What it hangs on")).to_be_visible()
    expect(page.get_by_role("columnheader", name="By its target")).to_be_visible()
    expect(page.get_by_text("Safe roll-out has a single approach", exact=False)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Chance that Fewer false fraud alarms"))).to_be_visible()

    be(page, playground.url, "vera")
    page.get_by_role("button", name="Next Monday 09:00").click()
    page.get_by_role("link", name=re.compile("leadership")).or_(
        page.get_by_role("button", name=re.compile("leadership"))
    ).first.click()
    expect(page.get_by_role("heading", name="Risk digest: Payments ML").last).to_be_visible()
    expect(page.get_by_text("What could go wrong, and what you could do").last).to_be_visible()

    box = page.get_by_role("textbox").last
    box.fill("/ask what does an ML product manager do?")
    box.press("Enter")
    expect(page.get_by_text("FSDL 2022", exact=False).last).to_be_visible()
