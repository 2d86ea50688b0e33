"""Refits `bot.domain.fitted_weights` from folders of histories: `python -m tests.histories.fit FOLDER… --write`.

Each folder counts as much as any other, whatever its size; one that is named twice counts twice. Where a folder
marks people's own tasks, only those count.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.domain import fitted_weights
from bot.domain.histories import History
from bot.domain.learning import LEARN_AT, Look, learn, looks
from bot.domain.weights import model_of
from storage.histories import read_histories, read_outcomes

EACH_COUNTS = 300.0
# Held to nothing this loosely while fitting; and how far teams may differ from what is found here.
OPEN = 1.0
TEAMS_DIFFER = 0.9


@cache
def seen_in(folder: Path) -> tuple[Look, ...]:
    """The looks at one folder's tasks."""
    histories = read_histories(folder)
    outcomes = read_outcomes(folder, histories)
    return tuple(looks(relevant(histories), outcomes, at=(*LEARN_AT, 0.75)))


def relevant(histories: Sequence[History]) -> list[History]:
    """The tasks that count: where some are marked as people's own, only those, and then without the mark."""
    own = [replace(one, own=False) for one in histories if one.own]
    return own or list(histories)


def fit(sets: Sequence[Sequence[Look]]) -> dict[str, tuple[float, float]]:
    """What several sets of looks say together, each set as heavy as another: each weight, and how sure it is."""
    seen = []
    for one in sets:
        scale = EACH_COUNTS / sum(look.weight for look in one)
        seen += [replace(look, weight=look.weight * scale) for look in one]
    names = {name for look in seen for name in look.signals}
    found = learn(model_of(dict.fromkeys(names, (0.0, OPEN))), seen)
    return {name: (round(found.weight(name), 3), TEAMS_DIFFER) for name in found.names}


def main() -> None:
    """Print the weights, or write them with --write."""
    found = fit([seen_in(Path(given)) for given in sys.argv[1:] if not given.startswith("--")])
    lines = [f'    "{name}": ({weight}, {spread}),' for name, (weight, spread) in found.items()]
    text = "\n".join(
        [
            '"""What each signal weighs in log-odds in histories, and how far teams may differ from it.',
            "",
            "Written by `python -m tests.histories.fit`.",
            '"""',
            "",
            "FITTED: dict[str, tuple[float, float]] = {",
            *lines,
            "}",
            "",
        ]
    )
    if "--write" in sys.argv:
        Path(fitted_weights.__file__).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
