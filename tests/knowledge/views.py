"""Tries how much each view of a question should count: `python -m tests.knowledge.views`.

Prints the best combinations on our own questions; the ones in `retrieval` were chosen from the middle of the best.
"""

import itertools
import sys

import numpy as np

from bot.domain.knowledge import FOLLOW_UP
from bot.usecases.knowledge import load_index
from tests.knowledge.samples import own

NAMES = ("words", "meanings", "letters", "phrasings")
TRIED = (0.1, 0.2, 0.35, 0.5)


def main() -> None:
    """Print hit@1 and hit@3 of the ten best combinations."""
    index = load_index()
    retriever = index.retriever
    samples = [sample for sample in own() if sample.answerable]
    seen, right = [], []
    for sample in samples:
        views = retriever.views(retriever.query(sample.question))
        if sample.previous:
            both = retriever.views(retriever.query(f"{sample.previous} {sample.question}"))
            views = {name: FOLLOW_UP * views[name] + (1 - FOLLOW_UP) * both[name] for name in views}
        seen.append([views[name] for name in NAMES])
        right.append([bool(set(entry.facts) & sample.facts) for entry in index.entries])
    stacked, truth = np.array(seen), np.array(right)
    stacked[:, :, [entry.out_of_scope for entry in index.entries]] = -1
    found = []
    for weights in itertools.product(TRIED, repeat=len(NAMES)):
        order = np.argsort(-np.tensordot(stacked, np.array(weights), axes=([1], [0])), axis=1)[:, :3]
        hits = np.take_along_axis(truth, order, 1)
        found.append((float(hits[:, 0].mean()), float(hits.any(axis=1).mean()), weights))
    for first, third, weights in sorted(found, key=lambda one: -(one[0] + one[1]))[:10]:
        shares = ", ".join(f"{name} {w / sum(weights):.2f}" for name, w in zip(NAMES, weights, strict=True))
        sys.stdout.write(f"hit@1 {first:.3f}  hit@3 {third:.3f}  {shares}\n")


if __name__ == "__main__":
    main()
