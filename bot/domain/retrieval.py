"""Scores every passage for a question: words, meanings, letters and phrasings, fused by score. Knows no confidence.

BM25 comes from bm25s; the likeness to a whole phrasing is a cosine over the phrasings of each passage.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from bot.domain.entries import Entry
from bot.domain.spelling import Speller
from bot.domain.synonyms import SYNONYMS
from bot.domain.vocabulary import ABBREVIATIONS, STOP
from bot.domain.words import concepts, content, pairs, pieces, raw_words, stem, stems

Scores = NDArray[np.float32]

# How much each view of a question counts; `python -m tests.knowledge.views` tries others.
WORDS, MEANINGS, LETTERS, PHRASINGS = 0.17, 0.42, 0.24, 0.17
_LONGEST_QUESTION = 80
_PAIR, _MEANING = 0.6, 0.45


@dataclass(frozen=True)
class Query:
    """A question as terms: `words` after spelling, their stems, and the share of words the base knew as typed."""

    words: tuple[str, ...]
    terms: tuple[str, ...]
    known: float


class Field:
    """One view of all passages, ranked by BM25 and scaled so that a passage with every query term nears one."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        seen = Counter(token for document in documents for token in set(document))
        self._rarity = {token: math.log1p((self._size - n + 0.5) / (n + 0.5)) for token, n in seen.items()}
        self.unseen = math.log1p((self._size + 0.5) / 0.5)
        self._ranker = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        if self._rarity:
            self._ranker.index([list(document) or ["~nothing"] for document in documents], show_progress=False)

    def rarity(self, token: str) -> float:
        """How telling a token is: its inverse document frequency, the highest one for a token never seen."""
        return self._rarity.get(token, self.unseen)

    def scores(self, tokens: Iterable[str]) -> Scores:
        """One score per passage, between zero and about one."""
        wanted = list(dict.fromkeys(tokens))
        known = [token for token in wanted if token in self._rarity]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        found = self._ranker.get_scores(known)
        return np.asarray(found, dtype=np.float32) / sum(self.rarity(token) for token in wanted)


class Phrasings:
    """Every title and phrasing as a vector of stems, neighbouring stems and meanings; the best per passage counts."""

    def __init__(self, phrasings: Sequence[tuple[int, list[str]]], passages: int) -> None:
        self._passages = passages
        vectors = [_vector(terms) for _, terms in phrasings]
        seen = Counter(token for vector in vectors for token in vector)
        self._rarity = {token: math.log1p(len(vectors) / n) for token, n in seen.items()}
        self._unseen = math.log1p(len(vectors) + 1)
        gathered: dict[str, list[tuple[int, float]]] = {}
        for number, vector in enumerate(vectors):
            for token, weight in self._weighed(vector).items():
                gathered.setdefault(token, []).append((number, weight))
        # All postings in two arrays and a place per token: an array per token would weigh megabytes.
        self._places: dict[str, tuple[int, int]] = {}
        at = 0
        for token, rows in gathered.items():
            self._places[token] = (at, at + len(rows))
            at += len(rows)
        postings = [row for rows in gathered.values() for row in rows]
        self._rows = np.array([number for number, _ in postings], dtype=np.int32)
        self._weights = np.array([weight for _, weight in postings], dtype=np.float32)
        self._owners = np.array([owner for owner, _ in phrasings], dtype=np.int32)

    def scores(self, terms: Sequence[str]) -> Scores:
        """The cosine with the likest phrasing of each passage."""
        best = np.zeros(self._passages, dtype=np.float32)
        if not terms or not len(self._owners):
            return best
        likeness = np.zeros(len(self._owners), dtype=np.float32)
        for token, weight in self._weighed(_vector(terms)).items():
            if token in self._places:
                start, end = self._places[token]
                likeness[self._rows[start:end]] += weight * self._weights[start:end]
        np.maximum.at(best, self._owners, likeness)
        return best

    def _weighed(self, vector: dict[str, float]) -> dict[str, float]:
        weighed = {token: times * self._rarity.get(token, self._unseen) for token, times in vector.items()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {token: weight / length for token, weight in weighed.items()}


class Retriever:
    """All passages, ready to be scored."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        titles = [raw_words(entry.title) for entry in entries]
        texts = [raw_words(f"{entry.text} {entry.topic}") for entry in entries]
        asks = [[raw_words(one) for one in entry.asks] for entry in entries]
        every = [
            [*title, *title, *text, *(word for one in phrasings for word in one)]
            for title, text, phrasings in zip(titles, texts, asks, strict=True)
        ]
        self.speller = Speller(_vocabulary(every))
        terms = [stems(words) for words in every]
        self.term_sets = [frozenset(one) for one in terms]
        self.title_sets = [frozenset(stems(words)) for words in titles]
        self.words = Field([[*one, *pairs(one)] for one in terms])
        self._meanings = Field([concepts(one) for one in terms])
        self._letters = Field([pieces(content(words)) for words in every])
        self._phrasings = Phrasings(
            [
                (number, stems(words))
                for number, (title, phrasings) in enumerate(zip(titles, asks, strict=True))
                for words in (title, *phrasings)
            ],
            len(self.entries),
        )

    def query(self, text: str) -> Query:
        """The terms of a question, spelt as the base spells them; at most the first eighty words count."""
        typed = raw_words(text)[:_LONGEST_QUESTION]
        words, known, counted = [], 0, 0
        for word in typed:
            right = self.speller.correct(word)
            # A word nobody here writes is not bent into a stop word.
            right = right if right is not None and (right == word or right not in STOP) else None
            words.append(right or word)
            if word not in STOP and len(word) > 1:
                counted += 1
                known += right is not None and stem(right) in self._known_stems()
        # Right spelling can complete a fixed phrase or an abbreviation.
        words = raw_words(" ".join(words))[: 2 * _LONGEST_QUESTION]
        return Query(tuple(words), tuple(stems(words)), known / counted if counted else 0.0)

    def views(self, query: Query) -> dict[str, Scores]:
        """One score per passage from each of the four views."""
        terms = list(query.terms)
        return {
            "words": self.words.scores([*terms, *(pair for pair in pairs(terms) if pair in self.words._rarity)]),
            "meanings": self._meanings.scores(concepts(terms)),
            "letters": self._letters.scores(pieces(content(query.words))),
            "phrasings": self._phrasings.scores(terms),
        }

    def strange(self, term: str) -> bool:
        """Whether no passage has the term."""
        return term not in self._known_stems()

    def _known_stems(self) -> frozenset[str]:
        if not hasattr(self, "_stems"):
            self._stems = frozenset().union(*self.term_sets) if self.term_sets else frozenset()
        return self._stems


def fused(views: dict[str, Scores]) -> Scores:
    """The views as one score per passage; scores are added, never ranks."""
    return np.asarray(
        WORDS * views["words"]
        + MEANINGS * views["meanings"]
        + LETTERS * views["letters"]
        + PHRASINGS * views["phrasings"],
        dtype=np.float32,
    )


def _vector(terms: Sequence[str]) -> dict[str, float]:
    vector: dict[str, float] = {}
    for term in dict.fromkeys(terms):
        vector[term] = 1.0
    for pair in pairs(list(terms)):
        vector.setdefault(pair, _PAIR)
    for meaning in concepts(terms):
        if meaning.startswith("~"):
            vector.setdefault(meaning, _MEANING)
    return vector


def _vocabulary(documents: Iterable[Iterable[str]]) -> Counter[str]:
    counts = Counter(word for words in documents for word in words)
    for word in (*STOP, *ABBREVIATIONS, *(word for line in SYNONYMS for word in line.split())):
        counts[word] += 1
    return counts
