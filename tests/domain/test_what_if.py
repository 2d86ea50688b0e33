"""What if: the plan as it would be, what a portfolio is worth, and why odds moved."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.changes import Situation, changes
from bot.domain.dates import Conditions
from bot.domain.errors import WrongInput
from bot.domain.forecasts import odds
from bot.domain.plan_documents import parse_plan
from bot.domain.plans import Effort, Plan
from bot.domain.portfolios import advice, approaches_that_pay, one_more_pays
from bot.domain.what_if import ByDate, MorePeople, WithApproach, WithoutApproach, supposed

TODAY, TARGET = date(2026, 11, 23), date(2026, 12, 18)


def plan(**more: object) -> Plan:
    """Two milestones; the first has two approaches that share a task, everything is one person's."""
    return parse_plan(
        {
            "project": "Fewer false alarms",
            "target": TARGET,
            "milestones": [
                {
                    "name": "Labels",
                    "approaches": [
                        {"name": "Audit", "tasks": ["sample", "relabel"]},
                        {"name": "Rules", "tasks": ["sample", "rules"]},
                    ],
                },
                {"name": "Model", "approaches": [{"name": "Boosting", "tasks": ["boost"]}]},
            ],
            "tasks": {
                "sample": {"likelihood": 0.9, "effort": [2, 4], "owner": "@mara"},
                "relabel": {"likelihood": 0.5, "effort": [6, 12], "needs": ["sample"], "owner": "@mara"},
                "rules": {"likelihood": 0.4, "effort": [4, 9], "needs": ["sample"], "owner": "@mara"},
                "boost": {"likelihood": 0.7, "effort": [5, 9], "owner": "@mara"},
            },
            **more,
        }
    )


def told(changed: Plan, conditions: Conditions | None = None) -> tuple[float, float]:
    """The odds by the target and ever."""
    return odds(changed, today=TODAY, conditions=conditions or Conditions())


def test_dropping_an_approach_costs_odds_and_the_tasks_only_it_needed() -> None:
    """Without the rules there is only the audit left; the shared sample stays."""
    changed, _ = supposed(plan(), [WithoutApproach("Labels", "Rules")])
    assert set(changed.tasks) == {"sample", "relabel", "boost"}
    assert told(changed)[1] < told(plan())[1]


def test_the_last_approach_cannot_be_dropped_and_a_wrong_name_is_named() -> None:
    """One sentence each."""
    with pytest.raises(WrongInput, match="Boosting is the only approach to Model"):
        supposed(plan(), [WithoutApproach("Model", "Boosting")])
    with pytest.raises(WrongInput, match="no milestone called Serving"):
        supposed(plan(), [WithApproach("Serving", 0.5, Effort(3, 6))])
    with pytest.raises(WrongInput, match="no approach called Magic"):
        supposed(plan(), [WithoutApproach("Labels", "Magic")])


def test_one_more_approach_raises_the_odds_ever() -> None:
    """A second way to the fragile milestone: 1 - .3 * .6 = .82 instead of .7 without shared luck."""
    alone = replace(plan(), correlation=0.0)
    changed, _ = supposed(alone, [WithApproach("Model", 0.4, Effort(3, 6))])
    assert told(changed)[1] == pytest.approx(told(alone)[1] * 0.82 / 0.7)


def test_more_people_and_a_later_date_help_the_date_and_not_the_odds_ever() -> None:
    """Somebody beside Mara, who has everything on her desk; or a month more."""
    by, ever = told(plan())
    helped, conditions = supposed(plan(), [MorePeople(1)])
    later, _ = supposed(plan(), [ByDate(date(2027, 1, 18))])
    assert told(helped, conditions)[0] > by + 0.02
    assert told(helped, conditions)[1] == pytest.approx(ever)
    assert told(later)[0] > by
    assert told(later)[1] == pytest.approx(ever)


def test_half_a_working_day_a_day_takes_longer() -> None:
    """A slower pace lowers the odds by the date and leaves the odds ever alone."""
    by, ever = told(plan())
    slow = told(plan(), Conditions(pace={"@mara": 0.5}))
    assert slow[0] < by
    assert slow[1] == pytest.approx(ever)


@pytest.mark.parametrize(("worth", "chance", "cost", "best"), [(100, 0.3, 5, 6), (100, 0.3, 10, 4), (100, 0.1, 5, 7)])
def test_how_many_approaches_side_by_side_pay(worth: float, chance: float, cost: float, best: int) -> None:
    """The largest n with V p (1-p)^(n-1) >= c (Loch, Terwiesch and Thomke); shared luck makes it smaller."""
    assert approaches_that_pay(worth, chance, cost) == best
    assert approaches_that_pay(worth, chance, cost, correlation=0.4) < best


def test_a_project_that_is_worth_less_than_finding_out_says_stop() -> None:
    """Two must-haves of 30 with .5 and .7: riskier first costs 45 to learn whether 100 come with .35: minus 10."""
    document = {
        "project": "Long shot",
        "target": TARGET,
        "worth": 100,
        "correlation": 0,
        "success": {"all": ["a", "b"]},
        "tasks": {"a": {"likelihood": 0.5, "effort": [30, 60]}, "b": {"likelihood": 0.7, "effort": [30, 60]}},
    }
    known = advice(parse_plan(document))
    assert known is not None
    assert known.net == pytest.approx(-10)
    assert known.stop
    better = advice(parse_plan({**document, "worth": 200}))
    assert better is not None
    assert not better.stop
    assert advice(plan()) is None


def test_a_second_way_pays_where_the_project_is_worth_it() -> None:
    """One more approach to the fragile milestone: worth it in a large project, not in a tiny one."""
    large, tiny = plan(worth=500), plan(worth=5)
    gain, loss = one_more_pays(large, large.milestones[1]), one_more_pays(tiny, tiny.milestones[1])
    assert gain is not None
    assert loss is not None
    assert gain > 0 > loss
    assert one_more_pays(plan(), plan().milestones[1]) is None


chances = st.floats(0.02, 0.98)


@given(st.lists(chances, min_size=4, max_size=4), st.lists(chances, min_size=4, max_size=4))
def test_what_moved_the_odds_adds_up_exactly(first: list[float], second: list[float]) -> None:
    """From what was shown last week to what is shown today: tasks, time and edits, nothing left over."""

    def at(likelihoods: list[float], today: date) -> Situation:
        tasks = {
            key: replace(task, likelihood=likelihood)
            for (key, task), likelihood in zip(plan().tasks.items(), likelihoods, strict=True)
        }
        return Situation(replace(plan(), tasks=tasks), today)

    before, after = at(first, date(2026, 11, 16)), at(second, TODAY)
    found = changes(before, after)
    assert found.before == before.by_target()
    assert found.after == after.by_target()
    whole = sum(found.tasks.values()) + found.time + found.plan
    assert whole == pytest.approx(found.after - found.before, abs=1e-12)
    assert found.plan == pytest.approx(0.0)


def test_a_week_in_which_nothing_was_said_costs_the_date_only() -> None:
    """Time alone: no task is blamed."""
    found = changes(Situation(plan(), date(2026, 12, 1)), Situation(plan(), date(2026, 12, 8)))
    assert found.tasks == {}
    assert found.time < 0


def test_an_edited_plan_is_told_apart_from_what_tasks_did() -> None:
    """A later target moves the odds under *plan*."""
    after = replace(plan(), target=date(2027, 1, 29))
    found = changes(Situation(plan(), TODAY), Situation(after, TODAY))
    assert found.plan == pytest.approx(found.after - found.before)
    assert found.plan > 0
