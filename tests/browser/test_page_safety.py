"""What the page must never do: run what a message says, follow what a message names, talk to anybody else."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.tiny_app import HOSTILE

pytestmark = pytest.mark.browser


def test_hostile_text_is_shown_and_never_obeyed(visit: Visit) -> None:
    """Markup, script addresses and attributes in a message stay text; only web and mail addresses become links."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/hostile")
    message = page.locator(".message", has_text="<script>window.hurt=1</script>").last
    expect(message).to_contain_text("<img src=x onerror=window.hurt=1>")
    expect(message).to_contain_text("<javascript:window.hurt=1|press me>")
    expect(message).to_contain_text("<data:text/html,hurt|data>")
    expect(message.locator("script, img, iframe, b, i")).to_have_count(0)
    links = message.locator(".text a")
    expect(links).to_have_count(1)
    assert str(links.first.get_attribute("href")).startswith("https://ok.example/")
    assert links.first.get_attribute("onmouseover") is None
    assert page.evaluate("window.hurt") is None


def test_hostile_text_that_a_person_types_comes_back_as_text(visit: Visit) -> None:
    """Typing markup and a group mention neither runs nor wakes anybody."""
    page = visit.go("ana", "app-messages")
    visit.type("<b onclick=x>hi</b> <!channel> & co")
    answer = page.locator(".message", has_text="You said:").last
    expect(answer).to_contain_text("<b onclick=x>hi</b> <!channel> & co")
    expect(page.locator(".message .text b")).to_have_count(0)
    expect(page.locator(".banner-alarm:visible")).to_have_count(0)


def test_a_message_that_would_wake_everybody_says_so(visit: Visit) -> None:
    """An unescaped group mention carries a banner in words, not only a colour."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/hostile")
    banner = page.locator(".message", has_text="Wake up").last.locator(".banner-alarm")
    expect(banner).to_contain_text("This would notify everyone in the channel")


def test_the_renderer_makes_links_of_web_and_mail_addresses_only(visit: Visit) -> None:
    """Every kind of address goes through one gate."""
    page = visit.go("ana", "app")
    hrefs = page.evaluate(
        """async (cases) => {
            const { drawMrkdwn } = await import("/page/mrkdwn.js");
            const { drawMarkdown, drawRichText } = await import("/page/richtext.js");
            const { scene } = await import("/page/state.js");
            const box = document.createElement("div");
            for (const url of cases) {
                box.append(...drawMrkdwn(`<${url}|a>`, scene()), ...drawMarkdown(`[a](${url})`, scene()));
                const part = { type: "rich_text_section", elements: [{ type: "link", url, text: "a" }] };
                box.append(...drawRichText([part], scene()));
            }
            return [...box.querySelectorAll("[href]")].map((node) => node.getAttribute("href"));
        }""",
        [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "https://ok.example/a",
            "mailto:a@b.example",
        ],
    )
    assert sorted(set(hrefs)) == ["https://ok.example/a", "mailto:a@b.example"]


def test_the_page_talks_to_nobody_but_the_playground(visit: Visit) -> None:
    """Everything the page loads comes from its own server, and the browser is told to refuse the rest."""
    page = visit.go("ana", visit.channel("general"))
    visit.type("/gallery")
    expect(page.locator(".block-header").last).to_have_text("Everything at once")
    page.locator('[data-place="app"]').click()
    page.get_by_role("tab", name="Home").click()
    expect(page.locator("#home")).to_contain_text("Welcome home")
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith(visit.url)] == []
    policy = visit.page.request.get(visit.url).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert HOSTILE
