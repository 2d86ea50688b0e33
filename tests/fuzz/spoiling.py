"""How what comes from outside is spoilt, in all the ways one can think of, by a seed."""

import copy
import random
from collections.abc import Sequence
from datetime import date
from typing import Any

WORDS = (
    *("stalled", "moving", "on", "graph", "labels", "3 experiments", "6h", "70%", "by friday", "blocked by", "none"),
    *(
        "<!channel>",
        "<@U123>",
        "*bold*",
        "&amp;",
        "=1+1",
        "@SUM(A1)",
        "\u202e",
        "\u0000",
        "😀" * 20,
        "0" * 40,
        "-1",
        "",
    ),
    *("1e309", "nan", "٣", "ﬁ", "Z̷̡a̶", "\r\n", "\t", "'; DROP TABLE tasks; --", "2026-02-30", "9999-12-31", "y" * 4000),
)
NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 1e308, float("nan"), float("inf"), "", " ", "x" * 4000, [], {}, [[]], [None]),
    *({"a": {"b": []}}, date(2026, 1, 1), "<!here>", "=cmd|' /C calc'!A0", "2026-13-45", "٣", "\u202e", b"bytes"),
)


def text(chance: random.Random) -> str:
    """Something somebody might type, or paste, or try."""
    if chance.random() < 0.2:
        return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xD7FF)))) for _ in range(40))
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(12)))


def spoilt(value: Any, chance: random.Random, *, times: int = 3) -> Any:
    """A copy in which some places hold something else, are gone, or are twice as deep."""
    found = {"root": copy.deepcopy(value)}
    for _ in range(chance.randrange(1, times + 1)):
        places = list(_places(found))
        holder, key = chance.choice(places)
        kind = chance.random()
        if kind < 0.15 and isinstance(holder, dict) and holder is not found:
            del holder[key]
        elif kind < 0.3:
            holder[key] = text(chance)
        elif kind < 0.4:
            holder[key] = {str(key): holder[key]}
        else:
            holder[key] = copy.deepcopy(chance.choice(NASTY))
    return found["root"]


def _places(value: Any) -> Sequence[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        found += [(value, key) for key in value]
        for inner in value.values():
            found += _places(inner)
    elif isinstance(value, list):
        found += [(value, at) for at in range(len(value))]
        for inner in value:
            found += _places(inner)
    return found
