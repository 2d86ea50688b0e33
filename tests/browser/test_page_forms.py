"""Modals, buttons and the app's Home on the page, by keyboard and by mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_a_form_can_be_found_filled_and_sent_with_the_keyboard_alone(visit: Visit) -> None:
    """From the first key to the recorded answer, no mouse is needed."""
    page = visit.page
    press = page.keyboard.press
    page.goto(visit.url)
    expect(page.get_by_role("button", name="Ana Ferreira")).to_be_focused()
    press("Enter")
    expect(page.get_by_role("tab", name="Messages")).to_be_visible()
    page.locator("#write .composer-field").focus()
    page.keyboard.type("/fo")
    expect(page.get_by_role("option", name="/form")).to_be_visible()
    press("Tab")
    press("Enter")
    modal = page.get_by_role("dialog", name="A form")
    expect(modal.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Ana & <co>")
    press("Tab")
    page.keyboard.type("3")
    press("Tab")
    expect(modal.get_by_role("combobox", name="Status")).to_be_focused()
    page.keyboard.type("sta")
    press("Enter")
    expect(modal.get_by_role("combobox", name="Status")).to_have_value("Stalled")
    press("Control+Enter")
    expect(modal).to_have_count(0)
    expect(page.locator(".message", has_text="Recorded Ana").last).to_contain_text("Recorded Ana & <co>: stalled")
    expect(page.locator("#write .composer-field")).to_be_focused()


def test_tab_never_leaves_an_open_form_and_escape_closes_it(visit: Visit) -> None:
    """The focus walks around inside the modal, and Escape gives it back."""
    page = visit.go("ana", "app-messages")
    visit.type("/form")
    modal = page.get_by_role("dialog", name="A form")
    expect(modal).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('dialog.modal').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(visit: Visit) -> None:
    """Missing answers are asked for by the page's own playground, wrong ones by the app; nothing typed is lost."""
    page = visit.go("ana", "app-messages")
    visit.type("/form")
    modal = page.get_by_role("dialog", name="A form")
    modal.get_by_label("Name").fill("Ana")
    modal.get_by_role("button", name="Send it").click()
    missing = modal.locator('[data-block="count"] .field-error')
    expect(missing).not_to_be_empty()
    modal.get_by_label("How many").fill("12")
    modal.get_by_role("combobox", name="Status").click()
    modal.get_by_role("option", name="Moving").click()
    modal.get_by_role("button", name="Send it").click()
    expect(missing).to_have_text("Ten is too many, we said")
    expect(modal.get_by_label("How many")).to_be_focused()
    expect(modal.get_by_label("How many")).to_have_attribute("aria-invalid", "true")
    expect(modal.get_by_label("Name")).to_have_value("Ana")
    modal.get_by_label("How many").fill("4")
    expect(missing).to_be_empty()
    modal.get_by_role("button", name="Send it").click()
    expect(modal).to_have_count(0)


def test_a_pushed_view_goes_back_to_the_form_as_it_was(visit: Visit) -> None:
    """One view deeper and back keeps what was typed below."""
    page = visit.go("ana", "app-messages")
    visit.type("/form")
    form = page.get_by_role("dialog", name="A form")
    form.get_by_label("Name").fill("Half done")
    form.get_by_role("button", name="One deeper").click()
    deeper = page.get_by_role("dialog", name="Deeper")
    expect(deeper).to_contain_text("Second floor")
    deeper.get_by_role("button", name="Back").click()
    expect(form.get_by_label("Name")).to_have_value("Half done")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)


def test_an_external_select_asks_the_app_for_its_options(visit: Visit) -> None:
    """Typing fetches options, arrow and Enter choose one."""
    page = visit.go("ana", "app-messages")
    visit.type("/form")
    zone = page.get_by_role("combobox", name="Zone")
    zone.focus()
    page.keyboard.type("kol")
    expect(page.get_by_role("option", name="Asia/Kolkata")).to_be_visible()
    page.keyboard.press("Enter")
    expect(zone).to_have_value("Asia/Kolkata")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.modal")).to_have_count(0)


def test_a_dangerous_button_asks_first_and_the_message_changes(visit: Visit) -> None:
    """No leaves everything as it was; yes does it, and the message is marked as edited."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    button = page.get_by_role("button", name="Press", exact=True).last
    button.click()
    page.get_by_role("alertdialog").get_by_role("button", name="No", exact=True).click()
    expect(button).to_be_visible()
    button.click()
    page.get_by_role("alertdialog").get_by_role("button", name="Do it").click()
    changed = page.locator(".message", has_text="Pressed it").last
    expect(changed).to_contain_text("(edited)")


def test_an_overflow_menu_opens_and_answers_with_the_keyboard(visit: Visit) -> None:
    """Arrow keys move in the menu, Enter chooses."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    page.get_by_role("button", name="More choices").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Choice A")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".message", has_text="You chose b").last).to_be_visible()


def test_a_silent_app_is_told_as_a_failure(visit: Visit) -> None:
    """When nothing answers within three seconds the person reads which command failed and why."""
    page = visit.go("ana", "app-messages")
    visit.type("/silent")
    failure = page.locator(".composer-failure")
    expect(failure).to_contain_text("/silent", timeout=15_000)
    expect(failure).to_contain_text("did not answer within three seconds")


def test_shortcuts_start_from_the_composer_and_from_a_message(visit: Visit) -> None:
    """Global shortcuts sit beside the composer, message shortcuts in a message's menu."""
    page = visit.go("ana", visit.channel("general"))
    page.get_by_role("button", name="Shortcuts and commands").click()
    page.get_by_role("menuitem", name="Start a form").click()
    expect(page.get_by_role("dialog", name="A form")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.modal")).to_have_count(0)
    visit.type("twelve chars")
    page.locator(".message", has_text="twelve chars").last.hover()
    page.locator(".message", has_text="twelve chars").last.get_by_role("button", name="More about this message").click()
    page.get_by_role("menuitem", name="Measure this").click()
    expect(page.locator(".message.ephemeral", has_text="12 characters").last).to_be_visible()


def test_home_shows_what_the_app_published(visit: Visit) -> None:
    """Opening the app's Home asks the app, and shows its blocks."""
    page = visit.go("ravi", "app")
    expect(page.locator("#home")).to_contain_text("Welcome home")
    expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
