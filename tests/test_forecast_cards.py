"""Forecast cards at their worst: forty milestones, sixty tasks, hostile names, nothing known; Slack takes them all."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.domain.messages import Cause, Order, ProjectFigures, Swing
from bot.domain.pictures import OddsHistory, OddsPoint
from bot.playground.validation import message_problems, too_long
from bot.usecases.forecasts import Choice, ProjectLine
from handlers.blocks import forecasts, overview, pictures
from handlers.blocks.text import fitted, pages
from tests.play import elements, words

TODAY = date(2026, 11, 24)
NAMES = {
    "plain": "Graph network over shared cards",
    "long": "A very long name of a task that somebody did not want to end " * 5,
    "hostile": "<!channel> <@U1> *bold* `code` ~a~ _b_ & <https://evil.example|here>",
    "escaped": "&" * 300,
    "foreign": "不正検知 مكافحة الاحتيال 🕵️\u200d♀️ Ελληνικά",
    "broken": "a\nb\r\n\t\u202ec\u2028d",
}


def figures(name: str, **changed: Any) -> ProjectFigures:
    """A project of forty milestones and sixty tasks that all have this name."""
    known: dict[str, Any] = {
        "name": name,
        "impact": name,
        "sponsor": name,
        "target": TODAY + timedelta(days=30),
        "as_of": TODAY,
        "by_target": 0.3,
        "ever": 0.4,
        "last_by_target": 0.5,
        "p50": TODAY,
        "p80": TODAY,
        "p95": TODAY,
        "causes": tuple(Cause(task=name, points=-0.03, words=name) for _ in range(8)),
        "swings": tuple(Swing(task=name, likelihood=0.5, swing=0.1, low=0.3, high=0.7) for _ in range(60)),
        "fragile": (name,) * 40,
        "quick_wins": (name,) * 60,
        "net_worth": -3.0,
        "second_ways": (name,) * 40,
        "order": Order(tasks=(name,) * 60, exact=False, expected_effort=300.0, saves=3.0),
    }
    return ProjectFigures(**(known | changed))


def lines(name: str, count: int) -> tuple[ProjectLine, ...]:
    """So many projects of this name."""
    return tuple(ProjectLine(id, name, TODAY, 0.3, None if id % 2 else 0.4, 0.5) for id in range(1, count + 1))


def told(blocks: Sequence[Block]) -> str:
    """All that blocks say, once Slack has taken them."""
    given = [block.to_dict() for block in blocks]
    assert message_problems(given) == []
    assert not too_long(given)
    return words({"blocks": given})


def every(name: str) -> dict[str, list[Block]]:
    """Everything `/forecast` can answer about projects of this name."""
    known, many = figures(name), lines(name, 130)
    history = OddsHistory(
        name,
        TODAY,
        tuple(OddsPoint(TODAY - timedelta(weeks=12 - week), 0.5, 0.3, 0.6, name) for week in range(12)),
        tuple((TODAY, name) for _ in range(20)),
    )
    return {
        "card": forecasts.card(known, many, project=7, picture="F1", channel=f"#{name}"),
        "card below a table": [
            *overview.table(many, most=overview.MOST_ABOVE_A_CARD),
            *forecasts.card(known, many, project=7, picture="F1"),
        ],
        "shared": forecasts.shared(known, by="U1", picture="F1"),
        "order": forecasts.whole_order(known),
        "all as a table": overview.overview(many),
        "all as lines": overview.overview(many, as_table=False),
        "few to choose": overview.choice(Choice(name, True, many[:5])),
        "many to choose": overview.choice(Choice(name, False, many)),
        "history": pictures.shown("History", pictures.history_words(history), alt=name, picture=None),
    }


@pytest.mark.parametrize("kind", NAMES)
def test_slack_takes_whatever_people_call_things(kind: str) -> None:
    """No limit is broken, no mention or link comes alive."""
    for what, blocks in every(NAMES[kind]).items():
        told(blocks)
        for text in _mrkdwn([block.to_dict() for block in blocks]):
            assert not re.search(r"<(?!@U1>)|\*bold\*", text), what


def _mrkdwn(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from _mrkdwn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mrkdwn(inner)


def test_what_is_left_out_is_counted() -> None:
    """Long lists end in how many more there are, and no line is cut."""
    card = told(forecasts.card(figures("Task"), (), project=1, picture=None))
    assert "Task, Task, Task, Task, Task and 35 more. Another approach" in card
    assert "… and 54 more" in card
    order = told(forecasts.whole_order(figures("x" * 119)))
    assert "60. " in order
    assert fitted(["a" * 10] * 100, 50).splitlines()[-1] == "… and 98 more"
    assert sum(page.count("b") for page in pages(["b"] * 5000, most=100, count=3)) < 5000
    table = overview.overview(lines("P", 130))
    assert "… and 31 more with a later target; the lowest of them stands at 30\u00a0%." in told(table)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"target": TODAY - timedelta(days=3)}, "Its target, Sat 21 Nov 2026, has passed."),
        ({"target": TODAY}, "(today)"),
        ({"ever": 1.0, "by_target": 1.0, "order": None}, "*It works*: everything it needs has succeeded."),
        ({"ever": 0.0, "by_target": 0.0}, "*It cannot work any more*"),
        ({"last_by_target": None, "causes": ()}, "This is the first week."),
        ({"p50": None, "p80": None, "p95": None}, "*Target*"),
        ({"order": Order(tasks=(), exact=True, expected_effort=0.0, saves=0.0)}, "What it hangs on"),
        ({"impact": "", "swings": (), "fragile": (), "quick_wins": (), "net_worth": None}, "Since last week"),
    ],
)
def test_a_card_says_so_when_there_is_nothing_to_foretell(changed: dict[str, Any], said: str) -> None:
    """A target that passed, all done, all lost, a first week, dates unknown, nothing open: words that fit, no holes."""
    known = figures("P", **changed)
    assert said in told(forecasts.card(known, (), project=1, picture=None))
    assert "P95" in told(forecasts.card(known, (), project=1, picture=None)) or "p95" in changed
    told(forecasts.whole_order(known))


def test_sharing_says_first_who_will_read_it() -> None:
    """The button asks, and names the channel; where nobody else reads it does not."""
    shown = forecasts.card(figures("P"), (), project=1, picture=None, channel="#payments-ml")
    (button,) = [
        one for one in elements([block.to_dict() for block in shown]) if one.get("action_id") == forecasts.SHARE
    ]
    assert "Everybody in #payments-ml will read this card" in button["confirm"]["text"]["text"]
    direct = forecasts.card(figures("P"), (), project=1, picture=None)
    assert not any("confirm" in one for one in elements([block.to_dict() for block in direct]))


def test_the_validators_know_what_slack_refuses_in_tables_and_menus() -> None:
    """Each limit at its edge: one is taken, one more is refused."""
    cell = {"type": "raw_text", "text": "x"}

    def problems(**block: Any) -> list[str]:
        return [sentence for sentence, _ in message_problems([block])]

    assert problems(type="table", rows=[[cell] * 20] * 100) == []
    assert problems(type="table", rows=[[cell]] * 101) == ["no more than 100 items allowed"]
    assert problems(type="table", rows=[[cell] * 21]) == ["no more than 20 items allowed"]
    assert problems(type="table", rows=[[{"type": "mrkdwn", "text": "x"}]]) == ["unsupported type: mrkdwn"]
    assert problems(type="table", rows=[[{"type": "raw_text", "text": ""}]]) == ["must be more than 0 characters"]
    assert problems(type="table", rows=[[cell]], column_settings=[{"align": "justify"}])
    assert problems(type="table", rows=[[{"type": "raw_text", "text": "x" * 10_001}]])
    assert problems(type="data_table", rows=[[cell]]) == [
        "missing required field: caption",
        "must have at least 2 items",
    ]
    two = [{"type": "table", "rows": [[cell]]}] * 2
    assert [sentence for sentence, _ in message_problems(two)] == ["only_one_table_allowed"]
    long = [{"type": "markdown", "text": "x" * 7000}] * 2
    assert len(message_problems(long)) == 1
    option = {"text": {"type": "plain_text", "text": "o"}, "value": "v"}
    group = {"label": {"type": "plain_text", "text": "l" * 76}, "options": [option]}
    menu = {"type": "static_select", "action_id": "a", "option_groups": [group]}
    assert problems(type="actions", elements=[menu]) == ["must be less than 76 characters"]
