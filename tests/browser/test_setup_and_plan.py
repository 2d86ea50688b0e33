"""The guided set-up and `/plan` on the page, in Chromium, with the real bot: what a manager sees and presses."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot import demo
from bot.app import Barometer
from bot.playground import Playground
from handlers.manifest import read_manifest
from tests.conftest import MORNING

pytestmark = pytest.mark.browser


@pytest.fixture
def playground() -> Iterator[Playground]:
    """The example team's workspace, in place of the page's small one."""
    with Playground(demo.example_workspace(), read_manifest(), at=MORNING) as playground:
        yield playground


@pytest.fixture
def bot(playground: Playground, database_url: str) -> Iterator[Barometer]:
    """The real bot in a workspace where nobody has set anything up."""
    barometer = demo.connect(playground, database_url, with_example=False)
    yield barometer
    barometer.stop()


@pytest.fixture
def page(browser: Browser, playground: Playground, bot: Barometer) -> Iterator[Page]:
    """Mina's window, on App Home."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    page.goto(f"{playground.url}/#as=mina&in=app")
    yield page
    page.close()


def form(page: Page, title: str) -> Locator:
    """The form on top, once it has this title."""
    found = page.get_by_role("dialog", name=re.compile(re.escape(title)))
    expect(found).to_be_visible(timeout=30_000)
    return found


def test_a_manager_sets_a_team_up_and_edits_its_plan_with_the_mouse(page: Page) -> None:
    """Home, seven steps, all set; then the plan: a menu beside a task, a form, and the page below follows."""
    page.get_by_role("button", name="Set up a team").click()
    team = form(page, "Your team")
    team.get_by_label("What is the team called?").fill("Payments ML")
    team.get_by_role("button", name="Next").click()
    form(page, "Its people").get_by_role("button", name="Next").click()
    goal = form(page, "Its goal")
    goal.get_by_label("What is the goal?").fill("Fewer false alarms")
    goal.get_by_label("Which ways could reach it?").fill("Better labels\nA graph network")
    goal.get_by_label("By when?").fill("2027-01-29")
    goal.get_by_role("button", name="Next").click()
    form(page, "Who tries what").get_by_role("button", name="Next").click()
    form(page, "Check-ins").get_by_role("button", name="Next").click()
    form(page, "Leadership").get_by_role("button", name="Next").click()
    summary = form(page, "Is this right?")
    expect(summary.get_by_text("Who will see what")).to_be_visible()
    summary.get_by_role("button", name="Set it up").click()
    done = form(page, "All set")
    done.get_by_role("button", name="Done").click()

    page.get_by_role("button", name="The plan").click()
    plan = form(page, "Plan")
    plan.get_by_role("button", name="Open").click()
    expect(plan.get_by_text("Fewer false alarms").first).to_be_visible()
    plan.get_by_role("button", name="More choices").last.click()
    page.get_by_role("menuitem", name="Edit…").click()
    task = form(page, "Edit the task")
    task.get_by_label("Likelihood that it works, in %").fill("35")
    task.get_by_role("button", name="Save").click()
    expect(form(page, "Plan").get_by_text("35 %", exact=False).first).to_be_visible(timeout=30_000)
