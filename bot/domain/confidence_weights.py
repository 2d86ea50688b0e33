"""The weights behind `confidence`, as data. Written by `python -m tests.knowledge.fit`; change nothing by hand."""

from bot.domain.confidence import Weights

FITTED = Weights(
    bias=-3.0,
    signals={"best": 4.0, "margin": 4.0, "coverage": 2.0, "phrasing": 2.0, "known": 1.0, "reach": -2.5},
    answer_from=0.6,
    choices_from=0.25,
)
