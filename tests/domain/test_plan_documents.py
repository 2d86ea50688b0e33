"""Plan files: what parses comes back the same, and every fault is named with its place."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plan_documents import PlanError, parse_plan, plan_document


def document(**changes: Any) -> dict[str, Any]:
    """A small plan."""
    return {
        "project": "Fewer false alarms",
        "target": "2026-12-18",
        "milestones": [{"name": "Labels", "approaches": [{"name": "Audit", "tasks": ["sample", "relabel"]}]}],
        "tasks": {
            "sample": {"likelihood": 0.9, "effort": [2, 4]},
            "relabel": {"likelihood": 0.7, "needs": ["sample"], "owner": "@sam"},
        },
    } | changes


def test_a_plan_survives_the_round_trip() -> None:
    """parse, write, parse: the same plan, also with a nested success graph."""
    plan = parse_plan(document())
    assert parse_plan(plan_document(plan)) == plan
    nested = document(success={"all": ["sample", {"at_least": 1, "of": ["sample", "relabel"]}]})
    del nested["milestones"]
    graph = parse_plan(nested)
    assert parse_plan(plan_document(graph)) == graph


def tasks(**changes: Any) -> dict[str, Any]:
    """The plan with another first task."""
    given = document()
    given["tasks"]["sample"] = {"likelihood": 0.9, "effort": [2, 4]} | changes
    return given


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (tasks(likelihood=1.4), "tasks.sample.likelihood: 1.4 is not between 0 and 1"),
        (tasks(likelihood=True), "tasks.sample.likelihood: 'True' is not a number"),
        (tasks(likelihood=float("nan")), "tasks.sample.likelihood: nan is not between 0 and 1"),
        (tasks(effort=[9, 3]), "tasks.sample.effort: [9, 3] has its P90 below its P50; the larger number comes second"),
        (tasks(effort=[2]), "tasks.sample.effort: give two numbers of person-days, [P50, P90], or a single estimate"),
        (tasks(needs=["relable"]), "tasks.sample.needs: there is no task 'relable'; did you mean 'relabel'?"),
        (tasks(needs=["relabel"]), "tasks.sample.needs: these tasks wait for each other: sample → relabel → sample"),
        (tasks(liklihood=0.5), "tasks.sample.liklihood: I do not know this; did you mean 'likelihood'?"),
        (document(tasks={}), "tasks: a plan needs at least one task"),
        (document(target="soon"), "target: 'soon' is not a date; write one such as 2026-12-18"),
        (document(project=""), "project: is missing"),
        (document(correlation=0.9), "correlation: 0.9 is not between 0 and 0.8"),
        (
            document(milestones=[{"name": "M", "approaches": [{"name": "A", "tasks": []}]}]),
            "milestones.0.approaches.0.tasks: the approach 'A' has no task; give it one at least",
        ),
        (
            document(milestones=[{"name": "M", "approaches": []}]),
            "milestones.0.approaches: the milestone 'M' has no approach; give it one at least",
        ),
        ([], "the plan: expected a plan: `project`, `target`, `milestones` and `tasks`, found list '[]'"),
        (None, "the plan: expected a plan: `project`, `target`, `milestones` and `tasks`, found nothing"),
    ],
)
def test_a_fault_is_named_with_its_place(given: Any, sentence: str) -> None:
    """One sentence, the place first."""
    with pytest.raises(PlanError) as caught:
        parse_plan(given)
    assert str(caught.value) == sentence


junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["project", "target", "tasks", "milestones", "success", "likelihood", "effort", "needs", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(junk)
def test_whatever_is_given_is_a_plan_or_one_sentence(given: Any) -> None:
    """No document brings down the parser."""
    with contextlib.suppress(PlanError):
        parse_plan(given)
