"""Learning from tasks whose end is known: the laws, the faults that are named, and real histories where they are."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.errors import WrongInput
from bot.domain.histories import History, Outcome, Update
from bot.domain.learning import Look, learn, looks, named
from bot.domain.signals import signals
from bot.domain.statuses import Status
from bot.domain.weights import DIRECTION, SHIPPED
from bot.usecases.backtests import parse_shares, predict, score_folder
from tests.histories.halves import SETS, compare, folder_of

TASKS = [["task_id", "window_days", "group"], *([f"t{n}", "10", f"g{n}"] for n in range(40))]
UPDATES = [["task_id", "day", "status", "plan_done"], *([f"t{n}", "4", "moving", str(n % 2)] for n in range(40))]
OUTCOMES = [["task_id", "outcome", "end_day"], *([f"t{n}", str(n % 2), "10"] for n in range(40))]


def folder(
    path: Path,
    tasks: Sequence[Sequence[str]] = TASKS,
    updates: Sequence[Sequence[str]] = UPDATES,
    outcomes: Sequence[Sequence[str]] | None = OUTCOMES,
) -> Path:
    """A folder of histories; without outcomes when they are hidden."""
    path.mkdir()
    for name, rows in (("tasks.csv", tasks), ("updates.csv", updates), ("outcomes.csv", outcomes)):
        if rows is not None:
            with (path / name).open("w", newline="") as file:
                csv.writer(file).writerows(rows)
    return path


def test_a_prediction_needs_no_outcome_and_gives_every_task_at_every_share(tmp_path: Path) -> None:
    """The folder to be predicted holds no outcomes at all; the CSV has task_id, horizon, p."""
    known, hidden = folder(tmp_path / "known"), folder(tmp_path / "hidden", outcomes=None)
    assert predict([known], hidden, at=(0, 0.5), out=tmp_path / "out.csv") == 80
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows[0].keys() == {"task_id", "horizon", "p"}
    chances = {(row["task_id"], row["horizon"]): float(row["p"]) for row in rows}
    assert all(0.01 <= chance <= 0.99 for chance in chances.values())
    assert chances["t1", "0.5"] > 0.7 > 0.3 > chances["t0", "0.5"]
    assert chances["t1", "0"] == chances["t0", "0"]


def test_a_score_says_how_good_what_was_learnt_is_elsewhere(tmp_path: Path) -> None:
    """Where the end follows from what was said, learning gets near to certainty."""
    known, hidden = folder(tmp_path / "known"), folder(tmp_path / "hidden")
    (at,) = score_folder([known], hidden, at=(0.5,))
    assert at.score.tasks == 40
    assert at.score.brier < 0.05


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"updates": [["task_id", "status"], ["t0", "moving"]]}, "updates.csv, line 1: has no column day"),
        ({"updates": [["task_id", "day"], ["t0", "soon"]]}, "updates.csv, line 2, column day: 'soon' is not a number"),
        ({"updates": [["task_id", "day"], ["x", "1"]]}, "updates.csv, line 2, column task_id: x is not in tasks.csv"),
        (
            {"updates": [["task_id", "day", "confidence"], ["t0", "1", "1.4"]]},
            "updates.csv, line 2, column confidence: 1.4 is not between 0 and 1",
        ),
        (
            {"updates": [["task_id", "day"], ["t3", "11"]]},
            "outcomes.csv, line 5, column end_day: t3 ended on day 10, before its update of day 11",
        ),
        ({"outcomes": OUTCOMES[:3]}, "outcomes.csv: has no line for t2"),
        ({"tasks": [["task_id", "window_days"], ["t0", "nan"]]}, "tasks.csv, line 2, column window_days: 'nan' is"),
        ({"outcomes": None}, "outcomes.csv: cannot be read"),
    ],
)
def test_a_fault_is_one_sentence_with_its_place(tmp_path: Path, changed: dict[str, object], sentence: str) -> None:
    """The file, the line and the column."""
    wrong = folder(tmp_path / "wrong", **changed)  # type: ignore[arg-type]
    with pytest.raises(WrongInput) as fault:
        score_folder([wrong], folder(tmp_path / "fine"), at=(0.5,))
    assert sentence in str(fault.value)
    assert "\n" not in str(fault.value)


def test_what_is_scored_is_never_learnt_from(tmp_path: Path) -> None:
    """The same folder on both sides is refused."""
    same = folder(tmp_path / "same")
    with pytest.raises(WrongInput, match="cannot be learnt from"):
        score_folder([same], same, at=(0.5,))
    with pytest.raises(WrongInput, match=r"1\.5 is not between 0 and 1"):
        parse_shares("0,1.5")


def test_only_what_was_said_by_then_counts() -> None:
    """An update after the share of the window changes nothing."""
    early = Update(day=2, status=Status.MOVING)
    late = Update(day=8, status=Status.STALLED, confidence=0.1, plan_done=0.0, blocked=True, promised=30)
    both, one = History("t", 10, "g", False, (early, late)), History("t", 10, "g", False, (early,))
    assert named(signals(both, 0.5)) == named(signals(one, 0.5))


def test_a_task_is_not_looked_at_once_its_end_is_known() -> None:
    """Ended on day 3 of 10: seen at 0 and .2, not at .5."""
    history = History("t", 10, "g", False, ())
    assert len(looks([history], {"t": Outcome(True, 3)}, at=(0, 0.2, 0.5))) == 2


def test_nothing_seen_leaves_the_shipped_weights_and_one_task_moves_them_little() -> None:
    """The prior holds until there is evidence."""
    assert learn(SHIPPED, []) == SHIPPED
    one = learn(SHIPPED, [Look({"prior": 1.0, "confidence against prior": 1.0}, 0.0, 1.0)])
    assert 0 < SHIPPED.weight("confidence against prior") - one.weight("confidence against prior") < 0.05
    assert one.weight("late") == pytest.approx(SHIPPED.weight("late"))
    assert one.spread("confidence against prior") < SHIPPED.spread("confidence against prior")


def test_what_is_learnt_never_turns_good_news_into_bad() -> None:
    """However often a team that says it moves fails, and one that is stuck succeeds."""
    seen = [Look({"prior": 0.0, "plan: good status": 1.0}, 0.0, 1.0)] * 300
    seen += [Look({"prior": 0.0, "plan: bad status": 1.0}, 1.0, 1.0)] * 300
    found = learn(SHIPPED, seen)
    assert found.weight("plan: good status") == 0.0
    assert found.weight("plan: bad status") == 0.0
    assert all(found.weight(name) * way >= 0 for name, way in DIRECTION.items())


def test_a_team_is_held_to_its_workspace_until_its_own_tasks_speak() -> None:
    """Two failures of one team lower it a little, forty a lot, and another team hardly at all."""

    def of(team: str, ended: float, count: int) -> list[Look]:
        return [Look({"prior": 0.0, "prior shift": 1.0, f"team {team}": 1.0}, ended, 1.0)] * count

    def odds(seen: list[Look], team: str) -> float:
        model = learn(SHIPPED, seen)
        return model.weight("prior shift") + model.weight(f"team {team}")

    few, many = of("a", 0.0, 2), of("a", 0.0, 40)
    assert -0.5 < odds(few, "a") < 0
    assert odds(many, "a") < -1
    mixed = [*many, *of("b", 1.0, 20), *of("b", 0.0, 20)]
    assert odds(mixed, "a") < odds(mixed, "b") - 0.5


@pytest.mark.parametrize("name", SETS)
def test_hidden_halves_of_real_histories_are_told_better_than_by_the_base_rate(name: str) -> None:
    """From the half-way point on: below the base rate before learning from the set, and clearly below after it."""
    if not folder_of(name).is_dir():
        pytest.skip("the histories are not beside this checkout")
    for told in compare(name, SETS[name][2:], splits=1):
        assert told.learnt < 0.9 * told.base
        assert told.prior < told.base
