"""`barometer backtest`: predict tasks whose end is hidden, or score the model on tasks it never learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.calibration import Score, score
from bot.domain.errors import WrongInput
from bot.domain.histories import is_open
from bot.domain.learning import LEARN_AT, learn, looks
from bot.domain.likelihood import probability
from bot.domain.weights import SHIPPED, Model
from storage.histories import read_histories, read_outcomes, write_predictions


@dataclass(frozen=True)
class HorizonScore:
    """How good predictions at one share of the window were, over the tasks whose end was unknown then."""

    horizon: float
    score: Score


def model_from(folders: Sequence[Path], *, at: Sequence[float] = ()) -> Model:
    """The shipped model, learnt on from the tasks of these folders; the shipped one when there are none."""
    seen = []
    for folder in folders:
        histories = read_histories(folder)
        seen += looks(histories, read_outcomes(folder, histories), at=(*LEARN_AT, *at))
    return learn(SHIPPED, seen)


def predict(folders: Sequence[Path], folder: Path, *, at: Sequence[float], out: Path) -> int:
    """Write each task's probability at each share of its window; how many rows. Reads no outcome of `folder`.

    Every task stands at every share, because which tasks were still open is itself a part of how they ended.
    """
    _check(at)
    if any(one.resolve() == folder.resolve() for one in folders):
        raise WrongInput(f"{folder}: is to be predicted and cannot be learnt from as well")
    model = model_from(folders, at=at)
    rows = [
        (history.task, share, probability(model, history, share)) for history in read_histories(folder) for share in at
    ]
    write_predictions(out, rows)
    return len(rows)


def score_folder(folders: Sequence[Path], folder: Path, *, at: Sequence[float]) -> list[HorizonScore]:
    """How good the model learnt from `folders` is on `folder`, whose outcomes are read only after it has predicted."""
    _check(at)
    if any(one.resolve() == folder.resolve() for one in folders):
        raise WrongInput(f"{folder}: is to be scored and cannot be learnt from as well")
    model = model_from(folders, at=at)
    histories = read_histories(folder)
    predicted = {share: [probability(model, history, share) for history in histories] for share in sorted(set(at))}
    outcomes = read_outcomes(folder, histories)
    results = []
    for share, chances in predicted.items():
        pairs = [
            (chance, outcomes[history.task].succeeded)
            for history, chance in zip(histories, chances, strict=True)
            if is_open(history, outcomes[history.task], share)
        ]
        if pairs:
            results.append(HorizonScore(share, score([p for p, _ in pairs], [worked for _, worked in pairs])))
    return results


def parse_shares(text: str) -> tuple[float, ...]:
    """The shares in a list such as `0,0.25,0.5`, or `WrongInput`."""
    return tuple(_share(part.strip(), "--at") for part in text.split(","))


def _check(at: Sequence[float]) -> None:
    for share in at:
        if not 0 <= share <= 1:
            raise WrongInput(f"--at: {share:g} is not between 0 and 1")


def _share(text: str | None, place: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        raise WrongInput(f"{place}: {text!r} is not a number") from None
    if not 0 <= value <= 1:
        raise WrongInput(f"{place}: {text} is not between 0 and 1")
    return value
