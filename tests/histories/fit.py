"""Refits `bot.domain.signal_weights` from folders of histories: `python -m tests.histories.fit FOLDER… --write`.

Each folder counts as much as any other, whatever its size; where a folder marks own tasks, only those count.
"""

import sys
from dataclasses import replace
from pathlib import Path

from bot.domain import signal_weights
from bot.domain.learning import LEARN_AT, Look, Model, learn, looks
from storage.histories import read_histories, read_outcomes

EACH_COUNTS = 300.0
RIDGE = 1.0


def seen_in(folder: Path) -> list[Look]:
    """The looks at one folder's tasks, together as heavy as any other folder's."""
    histories = read_histories(folder)
    if any(one.own for one in histories):
        histories = [one for one in histories if one.own]
    outcomes = read_outcomes(folder, read_histories(folder))
    found = looks([replace(one, own=False) for one in histories], outcomes, at=(*LEARN_AT, 0.75))
    scale = EACH_COUNTS / sum(look.weight for look in found)
    return [replace(look, weight=look.weight * scale) for look in found]


def fit(folders: list[Path]) -> dict[str, float]:
    """The shipped weights: what all folders say together, held to nothing by a ridge."""
    found = learn(Model({}), [look for folder in folders for look in seen_in(folder)], ridge=RIDGE)
    return {name: round(weight, 3) for name, weight in found.weights.items()}


def main() -> None:
    """Print the weights, or write them with --write."""
    lines = [
        f'    "{name}": {weight:.3f},' for name, weight in fit([Path(a) for a in sys.argv[1:] if a[:2] != "--"]).items()
    ]
    text = "\n".join(
        [
            '"""What each signal weighs in log-odds as shipped. Written by `python -m tests.histories.fit`."""',
            "",
            "SHIPPED: dict[str, float] = {",
            *lines,
            "}",
            "",
        ]
    )
    if "--write" in sys.argv:
        Path(signal_weights.__file__).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
