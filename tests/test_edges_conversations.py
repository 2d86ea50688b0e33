"""The smallest and the largest, as conversations: nothing to ask, nobody there, an empty plan, very much to ask."""

from dataclasses import replace
from datetime import date

import pytest
from slack_sdk.errors import SlackApiError

from bot.app import Barometer
from bot.domain.outlines import TaskWish
from bot.domain.people import Role
from handlers.errors import sentence_for
from storage import outlines, people
from tests.play import Workplace, words
from tests.test_blocker_conversations import says

HOSTILE = "<!channel> *x* & <@U1> "


def test_somebody_with_no_task_is_told_so_and_never_asked(workplace: Workplace) -> None:
    """Mina's only task ends: no prompt comes any more, and `/checkin` says why in a sentence."""
    mina = workplace.person("mina")
    mina.command("/checkin")
    assert mina.submit(status="done") == {"result": "closed"}
    mina.waits_for(says("Recorded for"))
    asked = len(mina.messages())
    workplace.move_clock(seconds=15 * 24 * 3600)
    assert not any(one["text"].startswith("Check-in for") for one in mina.messages()[asked:])
    mina.command("/checkin")
    assert "no open tasks" in words(mina.modal())
    assert "No open task is yours" in words(mina.home())


def test_a_plan_without_a_milestone_reads_well_everywhere(workplace: Workplace) -> None:
    """Added a moment ago: `/plan`, `/forecast` and App Home say what comes next."""
    mina = workplace.person("mina")
    mina.command("/plan")
    mina.use("Add a project")
    assert mina.submit(name="Chargeback alerts", target="2027-02-01") == {"result": "closed"}
    assert "Add a milestone" in words(mina.modal()) + words({"blocks": mina.modal()["blocks"]})
    mina.command("/forecast", "Chargeback alerts")
    assert "/plan" in words(mina.waits_for(lambda one: "Chargeback alerts" in words(one)))
    assert "Projects of" in words(mina.home())


def test_a_team_that_everybody_left_but_its_manager_reads_well(workplace: Workplace, bot: Barometer) -> None:
    """Nobody is asked, nobody is counted, and the manager's page says who is there."""
    mina = workplace.person("mina")
    with bot.deps.database.transaction() as tx:
        workspace = people.workspaces(tx)[0]
        for one in people.memberships(tx, workspace):
            if one.role is not Role.MANAGER:
                people.save_member(tx, workspace, replace(one, left=date(2026, 11, 23)))
    workplace.move_clock(seconds=15 * 24 * 3600)
    assert "You manage Payments ML" in words(mina.home())
    mina.command("/forecast")
    mina.waits_for(lambda one: "by its date" in words(one) or "%" in words(one))


@pytest.mark.parametrize("title", [HOSTILE + "m" * (300 - len(HOSTILE)), "ü" * 300])
def test_twenty_five_tasks_with_titles_of_three_hundred_characters_fit_one_form(
    workplace: Workplace, bot: Barometer, title: str
) -> None:
    """Prompt, form, answer and confirmation are taken by Slack, and wake nobody."""
    jonas = workplace.person("jonas")
    with bot.deps.database.transaction() as tx:
        workspace = people.workspaces(tx)[0]
        project = outlines.outlines(tx, workspace)[0]
        for number in range(23):
            wish = TaskWish(title=f"{number:02} {title[3:]}", owner=jonas.id, likelihood=0.5)
            outlines.add_task(tx, workspace, project, wish, today=date(2026, 11, 24))
    jonas.click("Check in")
    asked = [one for one in jonas.modal()["blocks"] if one["block_id"].endswith(".row")]
    assert len(asked) == 25
    assert jonas.submit(learned="&" * 1000) == {"result": "closed"}
    jonas.waits_for(says("Recorded for"))
    seen = "".join(words(one) for one in jonas.messages())
    assert "<!channel>" not in seen
    assert "<@U1>" not in seen
    workplace.move_clock(seconds=7 * 24 * 3600)
    assert any("and 20 more" in words(one) for one in jonas.messages())


def test_a_form_that_slack_would_not_open_any_more_asks_for_another_press() -> None:
    """Three seconds after a click Slack refuses; that is nobody's mistake and needs no reference."""
    refused = SlackApiError("refused", {"ok": False, "error": "expired_trigger_id"})
    assert sentence_for(refused) == "I was too slow, so Slack did not let me open the form. Please press it again."
    assert "reference" in sentence_for(SlackApiError("refused", {"ok": False, "error": "view_too_large"}))
