"""Refits the confidence from our own questions: `python -m tests.knowledge.fit [--write]`.

Thresholds come from predictions that never saw their question (cross-validation), not from the fit itself.
"""

import random
import sys
from pathlib import Path

from bot.domain.confidence import Weights, confidence, fit
from bot.domain.knowledge import KnowledgeIndex
from bot.domain.wants import RESERVED, wants
from bot.usecases.knowledge import load_index
from tests.knowledge.samples import Sample, own

FOLDS = 10
PRECISION = 0.85
UNANSWERABLE_ANSWERED = 0.03
TARGET = Path(__file__).parents[2] / "bot" / "domain" / "confidence_weights.py"


def labelled(index: KnowledgeIndex, samples: list[Sample]) -> tuple[list[dict[str, float]], list[bool]]:
    """The signals of each question and whether its first passage is right."""
    rows, right = [], []
    for sample in samples:
        ranking = index.rank(sample.question, sample.previous)
        rows.append(dict(ranking.signals))
        right.append(bool(ranking.found) and bool(set(ranking.found[0].entry.facts) & sample.facts))
    return rows, right


def cross_validated(rows: list[dict[str, float]], right: list[bool], *, folds: int = FOLDS) -> list[float]:
    """A confidence for each row from weights fitted on the other folds."""
    order = list(range(len(rows)))
    random.Random(8).shuffle(order)
    found = [0.0] * len(rows)
    for fold in range(folds):
        held = set(order[fold::folds])
        learn = [n for n in order if n not in held]
        bias, signals = fit([rows[n] for n in learn], [right[n] for n in learn])
        weights = Weights(bias, signals, 1.0, 1.0)
        for n in held:
            found[n] = confidence(rows[n], weights)
    return found


def thresholds(sure: list[float], right: list[bool], answerable: list[bool]) -> tuple[float, float]:
    """From where to answer (right often enough, seldom on what cannot be answered) and from where to offer choices."""
    answer_from = 0.99
    unanswerable = max(1, answerable.count(False))
    for at in sorted(set(sure), reverse=True):
        above = [n for n, value in enumerate(sure) if value >= at]
        precise = sum(right[n] for n in above) / len(above)
        slipped = sum(not answerable[n] for n in above) / unanswerable
        if precise >= PRECISION and slipped <= UNANSWERABLE_ANSWERED:
            answer_from = at
    best = max(
        sorted(set(sure)),
        key=lambda at: (
            sum(value >= at and can for value, can in zip(sure, answerable, strict=True)) / answerable.count(True)
            - sum(value >= at and not can for value, can in zip(sure, answerable, strict=True)) / unanswerable
        ),
    )
    return round(answer_from, 3), round(min(best, answer_from), 3)


def auroc(scores: list[float], positive: list[bool]) -> float:
    """How often a positive one scores above a negative one."""
    ups = [score for score, yes in zip(scores, positive, strict=True) if yes]
    downs = [score for score, yes in zip(scores, positive, strict=True) if not yes]
    won = sum((up > down) + 0.5 * (up == down) for up in ups for down in downs)
    return won / (len(ups) * len(downs))


def main() -> None:
    """Print the cross-validated figures; with `--write` put the weights into the program."""
    samples = own()
    rows, right = labelled(load_index(), samples)
    answerable = [sample.answerable for sample in samples]
    sure = cross_validated(rows, right)
    free = [
        value if not wants(sample.question) & RESERVED else 0.0 for value, sample in zip(sure, samples, strict=True)
    ]
    answer_from, choices_from = thresholds(free, right, answerable)
    above = [n for n, value in enumerate(free) if value >= answer_from]
    sys.stdout.write(
        f"questions {len(samples)}, first passage right {sum(right) / sum(answerable):.2f} of the answerable\n"
    )
    sys.stdout.write(f"AUROC answerable {auroc(sure, answerable):.3f}, AUROC first right {auroc(sure, right):.3f}\n")
    sys.stdout.write(
        f"answer from {answer_from}: precision {sum(right[n] for n in above) / len(above):.2f}, "
        f"{sum(answerable[n] for n in above) / sum(answerable):.2f} of the answerable; choices from {choices_from}\n"
    )
    if "--write" in sys.argv:
        bias, signals = fit(rows, right)
        TARGET.write_text(_module(bias, signals, answer_from, choices_from), encoding="utf-8")


def _module(bias: float, signals: dict[str, float], answer_from: float, choices_from: float) -> str:
    lines = "".join(f'        "{name}": {value:.4f},\n' for name, value in sorted(signals.items()))
    return (
        '"""The weights behind `confidence`, as data. Written by `python -m tests.knowledge.fit --write`, '
        'never by hand."""\n\n'
        "from bot.domain.confidence import Weights\n\n"
        f"FITTED = Weights(\n    bias={bias:.4f},\n    signals={{\n{lines}    }},\n"
        f"    answer_from={answer_from},\n    choices_from={choices_from},\n)\n"
    )


if __name__ == "__main__":
    main()
