"""How the page holds up: narrow screens, landmarks, threads, notifications, the clock, and a restart of its server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.playground.server import Playground
from tests.browser import tiny_app
from tests.browser.conftest import WORKSPACE, Visit

pytestmark = pytest.mark.browser

WIDTHS = [360, 390, 768, 1280]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_needs_sideways_scrolling(visit: Visit, width: int) -> None:
    """Messages, home, forms and the chooser fit every width from a small phone up."""
    page = visit.page
    page.set_viewport_size({"width": width, "height": 780})
    visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    visit.type("/hostile")
    expect(page.locator(".message", has_text="Wake up").last).to_be_visible()
    assert visit.check("fits")
    visit.type("/form")
    expect(page.locator("dialog.modal")).to_be_visible()
    assert visit.check("fits")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.modal")).to_have_count(0)
    visit.go("ravi", "app")
    expect(page.locator("#home")).to_contain_text("Welcome home")
    assert visit.check("fits")


def test_a_phone_reaches_every_place_through_the_menu(visit: Visit) -> None:
    """On a small screen the places are behind one button, and Escape gives the focus back."""
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 740})
    visit.go("ana", visit.channel("general"))
    toggle = page.get_by_role("button", name="Channels and apps")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    toggle.click()
    page.locator('[data-place="app"]').click()
    expect(page.locator("#place-title")).to_contain_text(visit.app_name)
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_the_page_has_landmarks_and_every_control_has_a_name(visit: Visit) -> None:
    """A screen reader finds the banner, the places, the messages; no button, field or image is nameless."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    expect(page.locator(".block-header").last).to_have_text("Everything at once")
    for role, name in [("navigation", "Channels and apps"), ("main", None), ("banner", None), ("log", None)]:
        expect(page.get_by_role(role, name=name).first if name else page.get_by_role(role).first).to_be_visible()  # type: ignore[arg-type]
    assert visit.check("nameless") == []


def test_a_thread_opens_beside_takes_a_reply_and_closes(visit: Visit) -> None:
    """Replying makes a thread with a count under the first message."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("Start of a thread")
    first = page.locator("#timeline .message", has_text="Start of a thread").last
    first.hover()
    first.get_by_role("button", name="Reply in a thread").click()
    panel = page.get_by_role("complementary", name="Thread")
    panel.get_by_role("textbox").fill("An answer in it")
    page.keyboard.press("Enter")
    expect(panel.locator(".message", has_text="An answer in it")).to_be_visible()
    expect(first.locator(".thread-line")).to_contain_text("1 reply")
    assert "thread=" in page.url
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#timeline .message", has_text="An answer in it")).to_have_count(0)


def test_a_person_can_see_what_a_phone_would_show(visit: Visit) -> None:
    """The notification view shows the top-level text, which is what a screen reader gets."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    message = page.locator(".message", has_text="first point").last
    message.hover()
    message.get_by_role("button", name="What a notification says").click()
    note = page.get_by_role("dialog", name="What a phone shows and a screen reader says")
    expect(note.locator(".phone-note-text")).to_have_text("Everything at once")
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)


def test_the_clock_moves_by_button_and_says_so(visit: Visit) -> None:
    """One click moves the whole workspace a day on, in words a screen reader hears."""
    page = visit.go("ana", visit.channel("general"))
    before = visit.now()
    page.get_by_role("button", name="+1 day").click()
    expect(page.locator(".clock-status")).to_contain_text("It is now")
    assert (visit.now() - before).total_seconds() == pytest.approx(86_400, abs=60)


def test_next_monday_is_monday_at_nine_where_the_person_lives(visit: Visit) -> None:
    """For somebody in Kolkata, Monday 09:00 is 03:30 UTC."""
    page = visit.go("ravi", visit.channel("general"))
    page.get_by_role("button", name="Next Monday 09:00").click()
    expect(page.locator(".clock-status")).to_contain_text("It is now Mon")
    now = visit.now()
    assert (now.weekday(), now.hour, now.minute) == (0, 3, 30)


def test_the_journal_shows_the_calls_of_the_bot(visit: Visit) -> None:
    """The curious can read every call, newest last."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/hello")
    page.get_by_role("button", name="Journal").click()
    log = page.get_by_role("log", name="Calls and events")
    expect(log).to_contain_text("slash_commands /hello")
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Journal")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(visit: Visit, scheme: str) -> None:
    """Ordinary and quiet text keep at least 4.5 to 1 against what is behind them (WCAG 2.2, 1.4.3)."""
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    visit.type("/hello")
    expect(page.locator(".only-you").last).to_be_visible()
    assert visit.check("weak") == []


def test_the_page_survives_a_restart_of_its_playground(browser: Browser, tmp_path: Path) -> None:
    """While the server is away a banner says so; when it is back, the page goes on by itself where it was."""
    context = browser.new_context()
    page = context.new_page()
    with Playground(WORKSPACE, tiny_app.MANIFEST, data=tmp_path) as first:
        port = int(first.url.rpartition(":")[2])
        here = Visit(page, first.url)
        here.go("ana", here.channel("general"))
        here.type("Before the restart")
        expect(page.locator(".message", has_text="Before the restart")).to_be_visible()
    expect(page.locator("#offline")).to_be_visible()
    with Playground(WORKSPACE, tiny_app.MANIFEST, port=port, data=tmp_path):
        expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
        here.type("After it")
        expect(page.locator(".message", has_text="After it")).to_be_visible()
        expect(page.locator(".message", has_text="Before the restart")).to_be_visible()
        context.close()


def test_a_bad_day_can_be_ordered_on_the_page(visit: Visit) -> None:
    """A fault ordered in the panel happens: the next event reaches the app twice."""
    page = visit.go("mei", "app-messages")
    page.get_by_role("button", name="Break something").click()
    panel = page.get_by_role("complementary", name="Break something")
    panel.get_by_role("button", name="Cause it: Event twice").click()
    expect(panel.get_by_role("status")).to_contain_text("waiting for the next occasion")
    visit.type("Once only")
    expect(page.locator(".message", has_text="You said: Once only")).to_have_count(2)
