"""The pictures that tests and benchmarks draw: every kind once, with figures as awkward as real ones."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from bot.domain.messages import ProjectFigures, Swing
from bot.domain.pictures import OddsHistory, OddsPoint, SwingBars, success_tree
from bot.domain.plan_documents import parse_plan
from bot.domain.reliability import reliability
from handlers import charts

TODAY = date(2026, 11, 24)
LONG = "Fewer false fraud alarms in the checkout of every country we sell in"
PLAN = parse_plan(
    {
        "project": "Fewer false fraud alarms",
        "target": "2026-12-18",
        "correlation": 0.2,
        "milestones": [
            {
                "name": "Labels we trust",
                "approaches": [
                    {"name": "Audit by hand", "tasks": ["sample", "relabel"]},
                    {"name": "Weak supervision", "tasks": ["sample", "rules"]},
                ],
            },
            {
                "name": "A better model",
                "approaches": [
                    {"name": "Gradient boosting on new features", "tasks": ["features", "boosting"]},
                    {"name": "Graph network over accounts", "tasks": ["graph"]},
                ],
            },
            {"name": "Safe roll-out", "approaches": [{"name": "Shadow mode first", "tasks": ["shadow"]}]},
        ],
        "tasks": {
            "sample": {"title": "Draw a sample of blocked orders", "likelihood": 0.92, "resolution": "succeeded"},
            "relabel": {"title": "Relabel the sample with the fraud desk", "likelihood": 0.7},
            "rules": {"title": "Labelling rules from chargebacks", "likelihood": 0.55},
            "features": {"title": "Purchase history features in the feature store", "likelihood": 0.8},
            "boosting": {"title": "Gradient boosting beats today's rules", "likelihood": 0.6},
            "graph": {"title": "Graph network over shared cards", "likelihood": 0.3, "resolution": "failed"},
            "shadow": {"title": "Shadow mode next to the rules", "likelihood": 0.9},
        },
    }
)


def figures(name: str = PLAN.project, *, by_target: float = 0.5, last: float | None = 0.35) -> ProjectFigures:
    """A project's figures with a curve."""
    days = [TODAY + timedelta(days=2 * step) for step in range(24)]
    curve = tuple((on, 0.62 / (1 + float(np.exp(-(place - 9.3) / 2)))) for place, on in enumerate(days))
    return ProjectFigures(
        name=name,
        impact="",
        sponsor="",
        target=date(2026, 12, 18),
        as_of=TODAY,
        by_target=by_target,
        ever=0.62,
        last_by_target=last,
        p50=date(2026, 12, 11),
        p80=date(2026, 12, 19),
        p95=date(2026, 12, 29),
        curve=curve,
    )


def history() -> OddsHistory:
    """Ten weeks with a good and a bad turn."""
    odds = [0.4, 0.42, 0.45, 0.3, 0.28, 0.31, 0.38, 0.55, 0.6, 0.58]
    points = tuple(
        OddsPoint(TODAY - timedelta(weeks=9 - week), one, max(one - 0.16 + week / 100, 0), min(one + 0.15, 1))
        for week, one in enumerate(odds)
    )
    events = (
        (TODAY - timedelta(weeks=6), "Graph network over shared cards failed"),
        (TODAY - timedelta(weeks=2), "Draw a sample of blocked orders worked"),
    )
    return OddsHistory(LONG, date(2026, 12, 18), points, events)


def swings() -> SwingBars:
    """Six tasks, one with a long name and one that hardly matters."""
    found = (
        ("Shadow mode next to the rules", 0.9, 0.48),
        ("Gradient boosting on purchase history features beats today's rules by a tenth", 0.6, 0.39),
        ("Purchase history features", 0.8, 0.29),
        ("Relabel the sample with the fraud desk", 0.7, 0.17),
        ("Costs in $ and €, under_scored", 0.55, 0.11),
        ("Roll out to ten per cent", 0.97, 0.004),
    )
    return SwingBars(PLAN.project, tuple(Swing(task=task, likelihood=p, swing=swing) for task, p, swing in found))


def ended(count: int) -> tuple[list[float], list[bool]]:
    """So many ended tasks of somebody who promises a little too much."""
    random = np.random.default_rng(3)
    said = np.round(random.uniform(0.05, 0.98, count), 2)
    return said.tolist(), (random.random(count) < said**1.6).tolist()


PICTURES: Mapping[str, tuple[Callable[[], bytes], Callable[[], str]]] = {
    "finish": (lambda: charts.finish_curve(figures()), lambda: charts.finish_alt(figures())),
    "history": (lambda: charts.odds_history(history()), lambda: charts.odds_history_alt(history())),
    "swings": (lambda: charts.swing_bars(swings()), lambda: charts.swings_alt(swings())),
    "tree": (
        lambda: charts.success_tree(success_tree(PLAN, fragile=("Safe roll-out", "A better model"))),
        lambda: charts.tree_alt(success_tree(PLAN, fragile=("Safe roll-out", "A better model"))),
    ),
    "reliability": (
        lambda: charts.reliability_diagram(reliability("Payments ML", *ended(60))),
        lambda: charts.reliability_alt(reliability("Payments ML", *ended(60))),
    ),
    "overview": (
        lambda: charts.odds_by_project(
            [figures(), figures(LONG, by_target=0.08, last=None), figures("Answers", by_target=0.97)]
        ),
        lambda: charts.overview_alt(
            [figures(), figures(LONG, by_target=0.08, last=None), figures("Answers", by_target=0.97)]
        ),
    ),
}
