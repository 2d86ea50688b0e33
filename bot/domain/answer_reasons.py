"""Why an answer is as sure as it is, in plain words: the signals that moved its confidence most. Knows no text."""

import math
from collections.abc import Callable, Mapping

from bot.domain.confidence import Weights

MOST_REASONS = 5
# Each signal's value where it says neither this nor that: what it moves is told from there.
_MIDDLE = {
    "best": 0.5,
    "margin": 0.15,
    "lead": 0.25,
    "meaning": 0.7,
    "known": 0.8,
    "title asked": 0.4,
    "phrasing": 0.4,
    "agreement": 0.6,
}


def _share(value: float) -> str:
    return f"{round(100 * max(0.0, min(1.0, value)))} %"


def _count(value: float) -> int:
    return max(1, round(math.expm1(value)))


def _words(count: int) -> str:
    return "one of your words" if count == 1 else f"{count} of your words"


_SAYS: dict[str, Callable[[float], str]] = {
    "best": lambda v: f"On all ways of comparing together it fits {'well' if v >= 0.5 else 'loosely'}.",
    "margin": lambda v: (
        "It fits clearly better than the next one." if v >= 0.15 else "Another one fits nearly as well."
    ),
    "meaning": lambda v: f"It covers {_share(v)} of what your words mean.",
    "known": lambda v: f"I know {_share(v)} of your words from what I have.",
    "title asked": lambda v: (
        "Your question names what it is about." if v >= 0.4 else "Your question does not name what it is about."
    ),
    "phrasing": lambda v: (
        "People are known to ask for it in words like yours."
        if v >= 0.4
        else "Nobody is known to ask for it in words like yours."
    ),
    "agreement": lambda v: f"{round(v * 4)} of four ways of comparing put it first.",
    "unmatched": lambda v: f"It does not mention {_words(_count(v))}." if v > 0 else "It mentions all your words.",
    "strange": lambda v: f"I have never met {_words(_count(v))}." if v > 0 else "",
    "route": lambda v: "It sounds like something others should be asked." if v > -0.1 else "",
    "elsewhere": lambda v: "It sounds like something others should be asked." if v > 0.3 else "",
}
_WANTS = {
    "pay": "pay",
    "money": "prices or a budget",
    "dates": "dates",
    "company": "something about your company that I cannot know",
    "access": "access to something",
    "code": "code",
    "product choice": "a choice between products",
    "obey": "me to do something rather than to tell you something",
    "law": "legal matters",
    "private": "private matters",
    "size": "a number that nobody can know in general",
    "world": "something outside of ML teams",
}


def reasons(signals: Mapping[str, float], weights: Weights) -> tuple[str, ...]:
    """The reasons that weigh most, the weightiest first; what kind of thing is asked for always comes before them."""
    asks = [f"You seem to ask for {what}." for kind, what in _WANTS.items() if signals.get(f"wants {kind}")]
    moves = {
        name: abs(weights.signals.get(name, 0.0) * (value - _MIDDLE.get(name, 0.0)))
        for name, value in signals.items()
        if name in _SAYS
    }
    said = (_SAYS[name](signals[name]) for name in sorted(moves, key=lambda name: (-moves[name], name)))
    return tuple(dict.fromkeys([*asks, *(sentence for sentence in said if sentence)]))[:MOST_REASONS]


def sureness(confidence: float) -> str:
    """A probability in words, the same word for the same number everywhere."""
    for least, words in ((0.95, "Very sure"), (0.85, "Sure"), (0.7, "Fairly sure"), (0.5, "Not quite sure")):
        if confidence >= least:
            return words
    return "Not sure" if confidence >= 0.3 else "Hardly sure"
