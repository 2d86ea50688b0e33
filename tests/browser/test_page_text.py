"""Slack's mrkdwn and date tokens as the page draws them, and the arithmetic of its clock."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

DRAWN = [
    ("*bold* _soft_ ~gone~ `code`", "<strong>bold</strong> <em>soft</em> <s>gone</s> <code>code</code>"),
    ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
    ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
    ("* not bold *", "* not bold *"),
    ("`*as it is*`", "<code>*as it is*</code>"),
    ("*over\ntwo lines*", "*over\ntwo lines*"),
    ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2"),
    ("<b>1 < 2</b>", "&lt;b&gt;1 &lt; 2&lt;/b&gt;"),
    (":no_such_emoji:", ":no_such_emoji:"),
    ("an unclosed ```fence", "an unclosed ```fence"),
]
DATES = [
    ("{date_num}", "2026-11-25"),
    ("{date}", "November 25th, 2026"),
    ("{date_short}", "Nov 25, 2026"),
    ("{date_long}", "Wednesday, November 25th, 2026"),
    ("on {date_short_pretty} at {time}", "on tomorrow at 10:00"),
    ("{time_secs} {unknown}", "10:00:00 {unknown}"),
    ("{ago}", "in 1 day"),
]


@pytest.fixture
def page(visit: Visit) -> Page:
    """A page that has loaded."""
    return visit.go("ana", "app")


def test_mrkdwn_is_drawn_as_slack_draws_it(page: Page) -> None:
    """Emphasis, code and entities come out as elements and text, and what is nothing special stays as it was."""
    drawn = page.evaluate(
        """async (texts) => {
            const { drawMrkdwn } = await import("/page/mrkdwn.js");
            const { scene } = await import("/page/state.js");
            return texts.map((text) => drawMrkdwn(text, scene()).map((node) => node.innerHTML).join("|"));
        }""",
        [text for text, _ in DRAWN],
    )
    assert drawn == [expected for _, expected in DRAWN]


def test_quotes_and_fences_are_blocks_of_their_own(page: Page) -> None:
    """A quote ends with its lines; a fence keeps its text untouched."""
    kinds = page.evaluate(
        """async (text) => {
            const { parse } = await import("/page/mrkdwn.js");
            return parse(text).map((block) => [block.kind, block.text ?? block.nodes[0].text]);
        }""",
        "before\n&gt; quoted\n&gt; more\nafter\n```\n*raw*\n```",
    )
    assert kinds == [["text", "before"], ["quote", "quoted\nmore"], ["text", "after"], ["pre", "*raw*"]]


def test_date_tokens_follow_slacks_formats(page: Page) -> None:
    """Every format of Slack's date tokens is filled in; an unknown one stays visible."""
    filled = page.evaluate(
        """async (formats) => {
            const { dateToken } = await import("/page/times.js");
            return formats.map((format) => dateToken(1795600800, format, "Europe/Lisbon", Date.UTC(2026, 10, 24, 10)));
        }""",
        [pattern for pattern, _ in DATES],
    )
    assert filled == [expected for _, expected in DATES]


def test_a_token_without_a_date_falls_back_to_its_words(page: Page) -> None:
    """What cannot be filled in reads as its author meant for such a case."""
    words = page.evaluate(
        """async () => {
            const { flatten } = await import("/page/mrkdwn.js");
            const { scene } = await import("/page/state.js");
            return flatten("due <!date^soon^{date}|next week>", scene());
        }"""
    )
    assert words == "due next week"


def test_local_times_are_right_across_clock_changes(page: Page) -> None:
    """Nine on Monday is found after a change; a skipped time lands after the gap, a repeated one on its first."""
    found = page.evaluate(
        """async () => {
            const { instant, nextMondayAtNine } = await import("/page/times.js");
            return [
                nextMondayAtNine(Date.UTC(2026, 9, 24, 13), "America/New_York"),
                nextMondayAtNine(Date.UTC(2026, 9, 31, 13), "America/New_York"),
                nextMondayAtNine(Date.UTC(2026, 10, 23, 8), "Europe/Berlin"),
                instant("Europe/Berlin", 2026, 3, 29, 2, 30),
                instant("Europe/Berlin", 2026, 10, 25, 2, 30),
                instant("Australia/Lord_Howe", 2026, 10, 4, 2, 15),
            ].map((ms) => new Date(ms).toISOString().slice(0, 16));
        }"""
    )
    assert found == [
        "2026-10-26T13:00",
        "2026-11-02T14:00",
        "2026-11-30T08:00",
        "2026-03-29T01:30",
        "2026-10-25T00:30",
        "2026-10-03T15:45",
    ]
