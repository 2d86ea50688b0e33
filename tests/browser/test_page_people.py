"""Who one is on the page: choosing, switching, zones, and what only one person sees."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.tiny_app import A_MOMENT

pytestmark = pytest.mark.browser


def test_a_newcomer_is_asked_who_they_are_and_sees_everybodys_local_time(visit: Visit) -> None:
    """The first thing a newcomer meets is the chooser of people, with the keyboard already in it."""
    visit.page.goto(visit.url)
    dialog = visit.page.get_by_role("dialog", name="Who are you?")
    expect(dialog.get_by_role("button", name="Ana Ferreira")).to_be_focused()
    expect(dialog).to_contain_text("Kolkata")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".who-text strong")).to_have_text("Ana Ferreira")
    expect(visit.page).to_have_url(re.compile("as=ana"))


def test_a_link_opens_a_person_and_a_place(visit: Visit) -> None:
    """The address names the person and the place, so that a link can be shared."""
    page = visit.go("ravi", visit.channel("general"))
    expect(page.locator(".who-text")).to_contain_text("Ravi Menon")
    expect(page.locator("#place-title")).to_have_text("general")


def test_switching_people_changes_the_zone_of_every_time_on_the_page(visit: Visit) -> None:
    """The same date token reads in each person's own zone."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    token = page.locator("time.date-token").last
    expect(token).to_have_text("2026-11-25 10:00")
    page.get_by_role("button", name="Change person").click()
    page.get_by_role("button", name="Ravi Menon").click()
    expect(page.locator(".who-text")).to_contain_text("UTC+5:30")
    expect(page.locator("time.date-token").last).to_have_text("2026-11-25 15:30")
    page = visit.go("mei", visit.channel("general"))
    expect(page.locator("time.date-token").last).to_have_text("2026-11-25 02:00")
    assert A_MOMENT == 1_795_600_800


def test_what_is_said_to_one_person_is_seen_by_that_person_only(visit: Visit) -> None:
    """An ephemeral answer carries its mark, and nobody else finds it."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/hello")
    mine = page.locator(".message.ephemeral", has_text="Only you can see this")
    expect(mine.last).to_contain_text("Only visible to you")
    page = visit.go("ravi", visit.channel("general"))
    visit.type("I am here")
    expect(page.locator(".message", has_text="I am here")).to_be_visible()
    expect(page.locator(".message.ephemeral", has_text="Only you can see this")).to_have_count(0)
