"""Prints how well questions find their passage, beside bm25s and SQLite FTS5 alone in the same run.

`python -m tests.knowledge.compare [questions.yaml]`: our own questions, the held-out ones, and the development
set where it is present.
Confidence figures for our own questions are cross-validated; a set that nothing was fitted on is scored as it is.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s

from bot.domain.entries import Entry
from bot.domain.knowledge import KnowledgeIndex, Tier
from bot.domain.words import content, raw_words, stems
from bot.usecases.knowledge import answer, load_index
from tests.knowledge.fit import auroc, cross_validated, labelled
from tests.knowledge.samples import BESIDE, Sample, development, held_out, own

Ranker = Callable[[Sample], Sequence[frozenset[str]]]


@dataclass(frozen=True)
class Score:
    """One line of the table: hits among the first one and three, and milliseconds a question."""

    first: float
    third: float
    milliseconds: float


@dataclass(frozen=True)
class Trust:
    """How confidence does: AUROC, and the first tier's precision, share of answerable questions, slips."""

    auroc: float
    precision: float
    answered: float
    slipped: float


def measured(ranker: Ranker, samples: Sequence[Sample]) -> Score:
    """How often a right passage comes first, or among the first three, of the answerable questions."""
    asked = [sample for sample in samples if sample.answerable]
    first = third = 0
    began = time.perf_counter()
    for sample in asked:
        hits = [bool(facts & sample.facts) for facts in ranker(sample)[:3]]
        first += bool(hits) and hits[0]
        third += any(hits)
    took = (time.perf_counter() - began) * 1000
    return Score(first / len(asked), third / len(asked), took / len(asked))


def ours(index: KnowledgeIndex) -> Ranker:
    """The answers as people get them."""
    return lambda sample: [frozenset(one.entry.facts) for one in answer(index, sample.question, sample.previous).found]


def only_bm25s(entries: Sequence[Entry]) -> Ranker:
    """bm25s over the same passages and phrasings, with stems and nothing else."""
    passages = [entry for entry in entries if not entry.out_of_scope]
    ranker = bm25s.BM25(method="lucene")
    ranker.index([stems(raw_words(_text(entry))) for entry in passages], show_progress=False)

    def rank(sample: Sample) -> list[frozenset[str]]:
        terms = stems(raw_words(f"{sample.previous or ''} {sample.question}"))
        scores = ranker.get_scores(terms) if terms else [0.0] * len(passages)
        order = sorted(range(len(passages)), key=lambda n: -scores[n])[:3]
        return [frozenset(passages[n].facts) for n in order]

    return rank


def only_fts5(entries: Sequence[Entry]) -> Ranker:
    """SQLite FTS5 with its Porter stemmer over the same passages and phrasings."""
    passages = [entry for entry in entries if not entry.out_of_scope]
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE passages USING fts5(body, tokenize='porter unicode61')")
    base.executemany("INSERT INTO passages(rowid, body) VALUES (?, ?)", [(n, _text(e)) for n, e in enumerate(passages)])

    def rank(sample: Sample) -> list[frozenset[str]]:
        words = content(raw_words(f"{sample.previous or ''} {sample.question}"))
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        rows = base.execute("SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 3", (query,))
        return [frozenset(passages[n].facts) for (n,) in rows]

    return rank


def trusted(index: KnowledgeIndex, samples: Sequence[Sample], *, unseen: bool) -> Trust:
    """How far confidence can be trusted; `unseen` when the weights never saw these questions."""
    given = [answer(index, sample.question, sample.previous) for sample in samples]
    answerable = [sample.answerable for sample in samples]
    right = [
        bool(one.found) and bool(set(one.found[0].entry.facts) & sample.facts)
        for one, sample in zip(given, samples, strict=True)
    ]
    if unseen:
        sure = [one.confidence for one in given]
        first = [one.tier is Tier.ANSWER for one in given]
    else:
        rows, right = labelled(index, list(samples))
        sure = cross_validated(rows, right)
        first = [value >= index.weights.answer_from for value in sure]
    taken = [n for n, yes in enumerate(first) if yes]
    return Trust(
        auroc(sure, answerable),
        sum(right[n] for n in taken) / max(1, len(taken)),
        sum(answerable[n] for n in taken) / answerable.count(True),
        sum(not answerable[n] for n in taken) / max(1, answerable.count(False)),
    )


def _text(entry: Entry) -> str:
    return " ".join((entry.title, entry.text, *entry.asks))


def main() -> None:
    """Print one table per set of questions."""
    index = load_index()
    other = development(Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE)
    for name, samples, unseen in (
        ("our own", own(), False),
        ("held out", held_out(), True),
        ("development", other, True),
    ):
        if not samples:
            sys.stdout.write(f"\n{name}: not present beside this checkout\n")
            continue
        sys.stdout.write(f"\n{name}: {len(samples)} questions\n{'':28}hit@1  hit@3  ms\n")
        systems = (
            ("bm25s", only_bm25s(index.entries)),
            ("FTS5, porter", only_fts5(index.entries)),
            ("this", ours(index)),
        )
        for system, ranker in systems:
            score = measured(ranker, samples)
            sys.stdout.write(f"{system:28}{score.first:5.2f}  {score.third:5.2f}  {score.milliseconds:.1f}\n")
        trust = trusted(index, samples, unseen=unseen)
        sys.stdout.write(
            f"answerable or not, AUROC {trust.auroc:.3f}; first tier: precision {trust.precision:.2f}, "
            f"{trust.answered:.2f} of the answerable, {trust.slipped:.3f} of the unanswerable\n"
        )


if __name__ == "__main__":
    main()
