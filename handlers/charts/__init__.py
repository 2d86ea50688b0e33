"""Pictures for Slack: figures to PNG bytes, each with a function that says the same in words."""

from handlers.charts.finish import finish_alt, finish_curve
from handlers.charts.history import odds_history, odds_history_alt
from handlers.charts.overview import odds_by_project, overview_alt
from handlers.charts.reliability import reliability_alt, reliability_diagram
from handlers.charts.swings import swing_bars, swings_alt
from handlers.charts.tree import success_tree, tree_alt

__all__ = [
    "finish_alt",
    "finish_curve",
    "odds_by_project",
    "odds_history",
    "odds_history_alt",
    "overview_alt",
    "reliability_alt",
    "reliability_diagram",
    "success_tree",
    "swing_bars",
    "swings_alt",
    "tree_alt",
]
