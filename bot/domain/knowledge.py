"""Entries of the knowledge base and how a question finds its passage, with a confidence and an honest "I don't know".

Pure: passages come in as values. Scores are shares of the question's weight, so that they compare between questions.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from bot.domain.language import language_of, normalized, words

LONGEST_QUESTION = 2000
MOST_PASSAGES = 10
# Title and phrasings say what a passage is about; its text only mentions things.
FIELD_WEIGHTS = (("title", 2.5), ("asks", 2.0), ("text", 1.0))
SATURATION, LENGTH = 1.2, 0.5
# Fitted by hand on questions of our own; learnt from labels once people have given them.
CONFIDENCE = {"base": -3.4, "score": 4.6, "margin": 3.0, "known": 1.2}
ANSWER_FROM, CHOICES_FROM = 0.62, 0.30
FOLLOW_UP_WEIGHT = 0.4


class Tier(StrEnum):
    """How sure an answer is: said outright, offered among three, or not given."""

    ANSWER = "answer"
    CHOICES = "choices"
    ABSTAIN = "abstain"


@dataclass(frozen=True)
class Passage:
    """One entry's answer to one question, with where it comes from. `route` names who knows what I do not."""

    id: str
    title: str
    text: str
    topic: str
    facts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    ask: str = ""
    route: str = ""
    verified: date | None = None
    review: date | None = None


@dataclass(frozen=True)
class Found:
    """A passage with how much of the question it answers, from 0 to 1."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class Answer:
    """What a question is answered with; `found` is best first. `note` says why nothing could be looked up."""

    question: str
    tier: Tier
    confidence: float
    found: tuple[Found, ...]
    route_to: str | None = None
    note: str = ""


class KnowledgeIndex:
    """Passages ready to be searched; built once, never changed."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self._weights: list[dict[str, float]] = []
        for passage in self.passages:
            weight: dict[str, float] = {}
            for field, worth in FIELD_WEIGHTS:
                text = getattr(passage, field)
                for word in words(" ".join(text) if isinstance(text, tuple) else text):
                    weight[word] = weight.get(word, 0.0) + worth
            self._weights.append(weight)
        self._lengths = [sum(weight.values()) for weight in self._weights]
        self._mean = sum(self._lengths) / max(len(self._lengths), 1)
        holders = Counter(word for weight in self._weights for word in weight)
        count = len(self.passages)
        self._rarity = {word: math.log(1 + (count - n + 0.5) / (n + 0.5)) for word, n in holders.items()}
        self._unknown = math.log(1 + count / 0.5) if count else 1.0
        self._where: dict[str, list[int]] = {}
        for place, weight in enumerate(self._weights):
            for word in weight:
                self._where.setdefault(word, []).append(place)

    def search(self, question: str, previous: str | None = None) -> tuple[list[Found], float]:
        """Passages best first with their share of the question, and the share of the question's words known here."""
        scores, known = self._scores(question)
        if previous:
            before, _ = self._scores(previous)
            together, _ = self._scores(f"{previous} {question}")
            scores = {
                place: (1 - FOLLOW_UP_WEIGHT) * scores.get(place, 0.0) + FOLLOW_UP_WEIGHT * together.get(place, 0.0)
                for place in {*scores, *before, *together}
            }
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        found = [Found(self.passages[place], score) for place, score in ranked]
        seen = {one.passage.id for one in found}
        rest = [Found(passage, 0.0) for passage in self.passages if passage.id not in seen]
        return (found + rest)[:MOST_PASSAGES], known

    def _scores(self, question: str) -> tuple[dict[int, float], float]:
        asked = Counter(self._corrected(word) for word in words(question))
        total = sum(self._rarity.get(word, self._unknown) for word in asked)
        if not total:
            return {}, 0.0
        scores: dict[int, float] = {}
        for word in asked:
            for place in self._where.get(word, ()):
                weight = self._weights[place][word]
                norm = SATURATION * (1 - LENGTH + LENGTH * self._lengths[place] / self._mean)
                share = self._rarity[word] * weight / (weight + norm)
                scores[place] = scores.get(place, 0.0) + share / total
        known = sum(self._rarity[word] for word in asked if word in self._rarity) / total
        return scores, known

    def _corrected(self, word: str) -> str:
        if word in self._rarity or len(word) < 5:
            return word
        close = get_close_matches(word, [one for one in self._rarity if abs(len(one) - len(word)) <= 2], 1, 0.84)
        return close[0] if close else word


def answer(index: KnowledgeIndex, question: str, previous: str | None = None) -> Answer:
    """The answer to one question, or the choices, or why there is none and whom to ask."""
    asked = normalized(question[:LONGEST_QUESTION])
    if not asked:
        return Answer(question, Tier.ABSTAIN, 0.0, (), note="I see no question there. Ask me in a sentence.")
    other = language_of(asked)
    if other is not None:
        return Answer(question, Tier.ABSTAIN, 0.0, tuple(index.search(asked, previous)[0]), note=other)
    found, known = index.search(asked, previous)
    if not found or found[0].score == 0.0:
        return Answer(question, Tier.ABSTAIN, 0.02, tuple(found))
    confidence = _confidence(found, known)
    best = found[0].passage
    if best.route:
        return Answer(question, Tier.ABSTAIN, 1.0 - confidence, tuple(found), route_to=best.route)
    tier = Tier.ANSWER if confidence >= ANSWER_FROM else Tier.CHOICES if confidence >= CHOICES_FROM else Tier.ABSTAIN
    return Answer(question, tier, confidence, tuple(found), route_to=best.ask or None)


def parts_of(question: str) -> list[str]:
    """Several questions in one, as single ones; three at the most."""
    parts = [part.strip() for part in re.split(r"(?<=\?)\s+(?:and\s+|also\s+)?", question.strip()) if part.strip()]
    return parts[:3] if len(parts) > 1 else [question]


def answer_document(given: Answer) -> dict[str, Any]:
    """The answer as one JSON document, for other programs."""
    return {
        "tier": given.tier.value,
        "confidence": round(given.confidence, 4),
        "passages": [
            {
                "id": one.passage.id,
                "facts": list(one.passage.facts),
                "score": round(one.score, 4),
                "title": one.passage.title,
            }
            for one in given.found
        ],
        "route_to": given.route_to,
    }


def _confidence(found: Sequence[Found], known: float) -> float:
    best = found[0].score
    second = found[1].score if len(found) > 1 else 0.0
    weights: Mapping[str, float] = CONFIDENCE
    total = weights["base"] + weights["score"] * best + weights["margin"] * (best - second) + weights["known"] * known
    return 1 / (1 + math.exp(-total))
