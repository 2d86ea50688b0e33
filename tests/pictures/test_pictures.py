"""Pictures look as they were last looked at, fit Slack, and say in words what they show."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.domain.messages import Swing
from bot.domain.pictures import OddsHistory, SwingBars, success_tree
from bot.domain.plan_documents import parse_plan
from bot.domain.reliability import reliability
from handlers import charts
from handlers.charts.letters import drawable
from handlers.charts.style import BLUE, INK, ORANGE, PAPER
from tests.pictures import PICTURES, PLAN, TODAY, ended, figures, history, swings

FOLDER = Path(__file__).parent
PHONE = 345
MOST_BYTES = 150_000
MOST_MEAN = 1.5
MOST_CHANGED = 0.01


def small(png: bytes) -> Image.Image:
    """A picture as wide as a phone shows it."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    return picture.resize((PHONE, round(picture.height * PHONE / picture.width)), Image.Resampling.LANCZOS)


def unlike(drawn: bytes, name: str) -> str | None:
    """How a picture differs from the one last looked at, beyond what fonts and versions do."""
    with Image.open(FOLDER / f"{name}.png") as known:
        golden, now = known.convert("RGB"), small(drawn)
        if golden.size != now.size:
            return f"{now.size} instead of {golden.size}"
        apart = np.abs(np.asarray(golden, dtype=float) - np.asarray(now, dtype=float)).mean(axis=2)
    changed = float(np.mean(apart > 60))
    return f"{apart.mean():.2f}, {changed:.2%}" if apart.mean() > MOST_MEAN or changed > MOST_CHANGED else None


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_was_last_looked_at(name: str) -> None:
    """Compared at phone width, with room for another font rendering; the same figures draw the same bytes."""
    draw, _ = PICTURES[name]
    drawn = draw()
    assert unlike(drawn, name) is None
    assert draw() == drawn
    assert len(drawn) <= MOST_BYTES


def test_another_figure_is_another_picture() -> None:
    """The comparison would find a bar that is half as long."""
    changed = [
        one.model_copy(update={"swing": one.swing / 2}) if place == 1 else one
        for place, one in enumerate(swings().swings)
    ]
    assert unlike(charts.swing_bars(SwingBars(PLAN.project, tuple(changed))), "swings") is not None


@pytest.mark.parametrize("name", PICTURES)
def test_words_carry_what_the_picture_shows(name: str) -> None:
    """An alt text names the numbers and fits Slack."""
    _, alt = PICTURES[name]
    assert 60 < len(alt()) <= 2000
    assert "%" in alt()


def test_words_tell_the_figures() -> None:
    """Each alt text says the figures that its picture draws."""
    assert "58 % on 24 November 2026" in PICTURES["history"][1]()
    assert "48 points on Shadow mode next to the rules, which stands at 90 %" in PICTURES["swings"][1]()
    assert "Safe roll-out 90 %, fragile" in PICTURES["tree"][1]()
    assert "Draw a sample of blocked orders worked" in PICTURES["tree"][1]()
    assert "60 tasks have ended" in PICTURES["reliability"][1]()


def test_the_smallest_figures_can_be_drawn() -> None:
    """One task, one week, nothing ended: a picture, no error."""
    plan = parse_plan({"project": "P", "target": TODAY, "success": "a", "tasks": {"a": {"likelihood": 0.5}}})
    empty = reliability("T", [], [])
    for drawn in (
        charts.success_tree(success_tree(plan)),
        charts.swing_bars(SwingBars("P", ())),
        charts.swing_bars(SwingBars("P", (Swing(task="a", likelihood=0.5, swing=0.0),))),
        charts.odds_history(OddsHistory("P", TODAY, ())),
        charts.reliability_diagram(empty),
    ):
        assert drawn.startswith(b"\x89PNG")
    assert "at 20 there is something to say" in charts.reliability_alt(empty)


def test_a_large_plan_is_cut_and_counted() -> None:
    """Forty milestones stay legible and small; what is not drawn is counted."""
    tasks = {f"t{n}": {"likelihood": 0.5, "title": f"A task with a rather long title, number {n}"} for n in range(80)}
    milestones = [
        {"name": f"Milestone number {n}", "approaches": [{"name": "Way", "tasks": [f"t{2 * n}", f"t{2 * n + 1}"]}]}
        for n in range(40)
    ]
    plan = parse_plan({"project": "P", "target": TODAY, "milestones": milestones, "tasks": tasks})
    drawn = charts.success_tree(success_tree(plan))
    assert len(drawn) <= MOST_BYTES
    assert small(drawn).height < 3 * PHONE
    assert len(charts.tree_alt(success_tree(plan))) <= 2000


def test_the_tree_tells_the_same_chances_as_the_forecast() -> None:
    """Each part's chance is that of its tasks under the plan's shared luck."""
    tree = success_tree(PLAN)
    labels = tree.parts[0]
    assert tree.takes == "all of"
    assert [part.label for part in tree.parts] == [one.name for one in PLAN.milestones]
    assert labels.takes == "any of"
    assert labels.chance > max(part.chance for part in labels.parts)
    assert tree.parts[1].parts[1].parts[0].ended


def test_a_true_forecaster_stays_in_the_band_and_a_wrong_one_does_not() -> None:
    """The band is what luck alone explains: nine in ten true forecasters lie within it at each point."""
    random = np.random.default_rng(5)
    said = np.round(random.uniform(0.05, 0.95, 80), 2)
    honest = [reliability("T", said.tolist(), (random.random(80) < said).tolist()) for _ in range(30)]
    inside = 1 - sum(one.outside for one in honest) / (30 * 80)
    assert 0.84 < inside < 0.96
    boaster = reliability("T", said.tolist(), (random.random(80) < said / 3).tolist())
    assert boaster.outside > 30


@pytest.mark.parametrize("colour", [INK, ORANGE, BLUE])
def test_colours_can_be_read_on_the_paper(colour: str) -> None:
    """Text has the contrast that WCAG AA asks for, large text in orange included; marks three to one."""
    least = 4.5 if colour in (INK, BLUE) else 3.0
    assert _contrast(colour, PAPER) >= least


def _contrast(one: str, other: str) -> float:
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_ended_tasks_are_drawn_the_same_each_time() -> None:
    """The band is random by seed only."""
    assert reliability("T", *ended(60)) == reliability("T", *ended(60))


@pytest.mark.parametrize(
    "name",
    [
        "不正検知の改善",
        "مكافحة الاحتيال",
        "🚀🚀🚀",
        "🚀 Launch \u200d\ufe0f",
        "a\u0000b\x07",
        "$x^2$ \\frac",
        "W" * 60,
        "ก้าว नया",
    ],
)
def test_names_in_any_script_are_drawn_or_numbered(name: str) -> None:
    """No letter is an empty box: matplotlib would warn of one, and that fails here; the words have the whole name."""
    tasks = {"a": {"likelihood": 0.5, "title": name}, "b": {"likelihood": 1.0, "resolution": "succeeded"}}
    milestones = [{"name": name, "approaches": [{"name": name, "tasks": ["a", "b"]}]}]
    plan = parse_plan({"project": name, "target": TODAY, "milestones": milestones, "tasks": tasks})
    bars = SwingBars(name, (Swing(task=name, likelihood=0.5, swing=0.3),))
    past = OddsHistory(name, TODAY, history().points, ((TODAY, f"{name} worked"),))
    for drawn in (
        charts.success_tree(success_tree(plan)),
        charts.swing_bars(bars),
        charts.odds_history(past),
        charts.finish_curve(figures(name)),
        charts.odds_by_project([figures(name)]),
        charts.reliability_diagram(reliability(name, *ended(25))),
    ):
        assert len(drawn) <= MOST_BYTES
    assert name in charts.swings_alt(bars)


def test_letters_without_a_font_are_left_out() -> None:
    """An emoji goes, its word stays; a name of which little is left is a number."""
    assert drawable("🚀 Launch", "Task 1") == "Launch"
    assert drawable("\U00012000\U00012001", "Task 1") == "Task 1"
    assert drawable("Ελληνικά и русский", "Task 1") == "Ελληνικά и русский"
    assert drawable("W" * 60, "Task 1", 44) == "W" * 25 + "…"
