"""From a question to an answer: the first passage, three to choose from, or none and a person to ask.

Knows entries, ranking and confidence; knows neither Slack nor where entries are kept.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from bot.domain.confidence import Weights, confidence
from bot.domain.confidence_weights import FITTED
from bot.domain.entries import Entry
from bot.domain.languages import other_language
from bot.domain.live_answers import LiveAnswer
from bot.domain.questions import parts
from bot.domain.retrieval import Query, Retriever, Scores, fused
from bot.domain.wants import RESERVED, Wants, wants
from bot.domain.words import LONGEST, concepts, raw_words, stems, tidy

FOLLOW_UP = 0.6
# "What is a unit test" wants that very thing; a passage on something near it is no answer.
_DEFINED = re.compile(r"^\W*(?:what|whats|what's) (?:is|are|'s)? ?(?:an? |the )?([^?.,;]{2,60}?)\W*$")
SHOWN = 10
NOBODY_KNOWN = "your manager"
# Whom the entry on small talk names; what it says is the whole answer.
_SMALL_TALK = "a colleague"
# The entry that says whom to ask, by what the wording wants; the earlier one goes first.
_ROUTES: dict[Wants, str] = {
    Wants.PRIVATE: "elsewhere.personal",
    Wants.PAY: "elsewhere.pay",
    Wants.LAW: "elsewhere.legal",
    Wants.MONEY: "elsewhere.budget",
    Wants.ACCESS: "elsewhere.access",
    Wants.COMPANY: "elsewhere.ours",
    Wants.OBEY: "elsewhere.orders",
    Wants.SIZE: "elsewhere.numbers",
}


class Tier(StrEnum):
    """How sure Barometer is: it answers, offers three passages, or says that it does not know."""

    ANSWER = "answer"
    CHOICES = "choices"
    ABSTAIN = "abstain"


class Known(StrEnum):
    """Where an answer is known from: found by its words, written for this wording, or put right by somebody."""

    FOUND = "found"
    WRITTEN = "written"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Found:
    """A passage and how well it fits, about zero to one."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Answer:
    """What can be said to one message. `found` is best first; `parts` holds one answer per question when there are
    several. `note` is a sentence to say first; `route_to` is whom to ask, always set when the tier is abstain. `known`
    tells where it is known from, `meaning` what it is remembered under, `signals` what its confidence comes from.
    `live` is what the team's own data says; then `found` is only what holds for teams in general. `aside` says why a
    question is out of scope, when it is.
    """

    question: str
    tier: Tier
    confidence: float
    found: tuple[Found, ...] = ()
    route_to: str | None = None
    note: str = ""
    parts: tuple["Answer", ...] = ()
    known: Known = Known.FOUND
    meaning: str = ""
    signals: Mapping[str, float] = field(default_factory=dict, compare=False)
    live: LiveAnswer | None = None
    aside: str = ""

    @property
    def passage(self) -> Entry | None:
        """The passage that answers; None unless the tier is answer."""
        return self.found[0].entry if self.tier is Tier.ANSWER and self.found and self.live is None else None

    @property
    def choices(self) -> tuple[Entry, ...]:
        """The three passages for *did you mean*; for an abstention the nearest ones."""
        return tuple(one.entry for one in self.found[:3])


@dataclass(frozen=True)
class Asked:
    """A question as it was answered, under the id that feedback refers to."""

    id: int
    answer: Answer


@dataclass(frozen=True)
class Ranking:
    """One question ranked: answering passages best first, the best routing entry, and the signals for confidence."""

    found: tuple[Found, ...]
    route: Found | None
    signals: Mapping[str, float]


class KnowledgeIndex:
    """All entries, indexed; immutable, so it is shared between threads and replaced as a whole."""

    def __init__(self, entries: Sequence[Entry], weights: Weights = FITTED) -> None:
        self.entries = tuple(entries)
        self.weights = weights
        self.retriever = Retriever(self.entries)
        self._by_id = {entry.id: entry for entry in self.entries}
        # Whoever wrote an answer and named a wording meant it: such a question is answered with it.
        self._meant = {
            key: entry.id
            for entry in self.entries
            if entry.owner and not entry.out_of_scope
            for ask in (entry.title, *entry.asks)
            if (key := question_key(ask))
        }
        self._routes = np.array([entry.out_of_scope for entry in self.entries], dtype=bool)

    @classmethod
    def of(cls, entries: Iterable[Entry], weights: Weights = FITTED) -> "KnowledgeIndex":
        """The index of these entries, each id once."""
        return cls(list(entries), weights)

    def entry(self, id: str) -> Entry | None:
        """The entry of that id, or None."""
        return self._by_id.get(id)

    def meant(self, question: str) -> Entry | None:
        """The entry of a team's own that names this wording, whatever the words' order and form, or None."""
        return self.entry(self._meant.get(question_key(question), ""))

    def rank(self, question: str, previous: str | None = None) -> Ranking:
        """Every passage by how well it fits one question, read as a follow-up of the previous one if there is one."""
        query = self.retriever.query(question)
        views = self.retriever.views(query)
        scores = fused(views)
        if previous:
            whole = self.retriever.query(f"{previous[:LONGEST]} {question}")
            both = self.retriever.views(whole)
            views = {name: FOLLOW_UP * views[name] + (1 - FOLLOW_UP) * both[name] for name in views}
            scores, query = fused(views), whole
        answers = np.where(self._routes, -1.0, scores)
        order = np.argsort(-answers, kind="stable")[: max(SHOWN, 10)]
        found = tuple(
            Found(self.entries[i], round(float(answers[i]), 4)) for i in order if not self.entries[i].out_of_scope
        )
        routes = np.where(self._routes, scores, -1.0)
        route = None
        if self._routes.any():
            at = int(routes.argmax())
            route = Found(self.entries[at], round(float(routes[at]), 4))
        return Ranking(found, route, self._signals(question, query, views, answers, order, route))

    def _signals(
        self,
        question: str,
        query: Query,
        views: dict[str, Scores],
        scores: Scores,
        order: np.ndarray[tuple[int], np.dtype[np.intp]],
        route: Found | None,
    ) -> dict[str, float]:
        if not len(order) or not query.terms:
            return {"empty": 1.0}
        first = int(order[0])
        best = float(scores[first])
        second = float(scores[order[1]]) if len(order) > 1 else 0.0
        third = float(scores[order[2]]) if len(order) > 2 else 0.0
        rarity = [self.retriever.words.rarity(term) for term in query.terms]
        there = self.retriever.term_sets[first]
        title = self.retriever.title_sets[first]
        meant = frozenset(concepts(there))
        covered = sum(weight for term, weight in zip(query.terms, rarity, strict=True) if term in there)
        near = sum(
            weight
            for term, weight in zip(query.terms, rarity, strict=True)
            if term in there or any(concept in meant for concept in concepts((term,)))
        )
        firsts = [int(view.argmax()) for view in views.values()]
        wanted = wants(question)
        elsewhere = [float(np.where(self._routes, view, 0.0).max()) for view in views.values()]
        signals = {
            "best": best,
            "margin": (best - second) / (best + 1e-6),
            "lead": (best - third) / (best + 1e-6),
            "coverage": covered / (sum(rarity) + 1e-6),
            "meaning": near / (sum(rarity) + 1e-6),
            "known": query.known,
            "title": sum(w for term, w in zip(query.terms, rarity, strict=True) if term in title)
            / (sum(rarity) + 1e-6),
            "title asked": len(title & set(query.terms)) / (len(title) or 1),
            "phrasing": float(views["phrasings"][first]),
            "words": float(views["words"][first]),
            "agreement": firsts.count(first) / len(firsts),
            "length": math.log1p(len(query.terms)),
            "route": (route.score if route else 0.0) - best,
            "unmatched": math.log1p(sum(term not in there for term in query.terms)),
            "strange": math.log1p(sum(self.retriever.strange(term) for term in query.terms)),
            "elsewhere": max(elsewhere[0], elsewhere[1]),
            "elsewhere phrasing": elsewhere[3],
            "reach": float(bool(wanted)),
        }
        defined = _DEFINED.search(tidy(question))
        if defined is not None:
            named = stems(raw_words(defined[1]))
            signals["defines"] = 1.0
            signals["defines another"] = sum(term not in title for term in named) / (len(named) or 1)
        signals.update({f"wants {kind.value}": 1.0 for kind in wanted})
        return signals


def answer(
    index: KnowledgeIndex, question: str, previous: str | None = None, corrections: Mapping[str, Entry] | None = None
) -> Answer:
    """Answer a message: each question in it, in three tiers. `corrections` maps `question_key` to what answers it."""
    asked = question[:LONGEST].strip()
    right = corrections or {}
    known = _known(index, asked, previous, right)
    if known is not None:
        return replace(known, question=question)
    language = other_language(asked)
    if language is not None:
        found = index.rank(asked).found
        return Answer(question, Tier.ABSTAIN, 0.01, found, NOBODY_KNOWN, language.sorry)
    if not any(letter.isalnum() for letter in tidy(asked)):
        note = "Ask me something about how ML teams work, for example: what does an ML engineer do?"
        return Answer(question, Tier.ABSTAIN, 0.01, index.rank("").found, NOBODY_KNOWN, note)
    whole = _one(index, asked, previous)
    separate = parts(asked)
    if len(separate) > 1:
        whole = _together(
            whole,
            tuple(
                _known(index, part, before, right) or _one(index, part, before)
                for part, before in ((part, previous or _before(separate, n)) for n, part in enumerate(separate))
            ),
        )
    if len(question) > LONGEST:
        whole = replace(whole, note=f"That is long: I read only the first {LONGEST:,} characters.")
    return replace(whole, question=question)


def question_key(question: str, previous: str | None = None) -> str:
    """The same for every wording that has the same meaning-bearing words: what a correction is remembered under.

    A follow-up means something else after another question, so that question's words count too. Empty without any.
    """
    own = stems(raw_words(question[:LONGEST]))
    before = stems(raw_words(previous[:LONGEST])) if previous and own else []
    return " ".join(sorted({*own, *before}))


def answer_document(answer: Answer) -> dict[str, object]:
    """The answer as `barometer ask --json` prints it, passages best first."""
    document: dict[str, object] = {
        "tier": answer.tier.value,
        "confidence": round(answer.confidence, 4),
        "passages": [
            {
                "id": one.entry.id,
                "facts": list(one.entry.facts),
                "score": round(one.score, 4),
                "title": one.entry.title,
            }
            for one in answer.found
        ],
        "route_to": answer.route_to,
    }
    if answer.note:
        document["note"] = answer.note
    if answer.parts:
        document["parts"] = [answer_document(part) for part in answer.parts]
    return document


def _known(index: KnowledgeIndex, question: str, previous: str | None, right: Mapping[str, Entry]) -> Answer | None:
    """What somebody said answers this very question, or what was written for its wording."""
    meaning = question_key(question, previous)
    corrected, written = right.get(meaning), index.meant(question)
    entry = corrected or written
    if entry is None:
        return None
    rest = tuple(one for one in index.rank(question, previous).found if one.entry.id != entry.id)
    known = Known.CORRECTED if corrected else Known.WRITTEN
    return Answer(question, Tier.ANSWER, 1.0, (Found(entry, 1.0), *rest[: SHOWN - 1]), known=known, meaning=meaning)


def _one(index: KnowledgeIndex, question: str, previous: str | None) -> Answer:
    ranking = index.rank(question, previous)
    wanted = wants(question)
    sure = confidence(ranking.signals, index.weights)
    if wanted & RESERVED:
        sure = min(sure, index.weights.answer_from - 0.01)
    tier: Tier = Tier.ABSTAIN
    route: str | None
    route, aside = _route(index, ranking, wanted)
    if ranking.found and sure >= index.weights.answer_from:
        tier, route, aside = Tier.ANSWER, None, ""
    elif ranking.found and sure >= index.weights.choices_from:
        tier = Tier.CHOICES
    meaning = question_key(question, previous)
    note = aside if tier is Tier.ABSTAIN and Wants.CHAT in wanted and route == _SMALL_TALK else ""
    return Answer(
        question, tier, sure, ranking.found, route, note, meaning=meaning, signals=ranking.signals, aside=aside
    )


def _route(index: KnowledgeIndex, ranking: Ranking, wanted: frozenset[Wants]) -> tuple[str, str]:
    """Whom to ask, by what the wording wants, by the routing entry that fits, or by the nearest passage; and what the
    routing entry says, if it is one.
    """
    named = [entry for kind, id in _ROUTES.items() if kind in wanted and (entry := index.entry(id)) is not None]
    fits = ranking.route.entry if ranking.route is not None else None
    if named:
        chosen = next((entry for entry in named if entry is fits), named[0])
        return chosen.route, chosen.text
    if fits is not None and ranking.signals.get("route", 0.0) > -0.05:
        return fits.route, fits.text
    if ranking.found and ranking.found[0].entry.ask:
        return ranking.found[0].entry.ask, ""
    return NOBODY_KNOWN, ""


def _together(whole: Answer, separate: tuple[Answer, ...]) -> Answer:
    """Several answers as one: their passages in turn, the surest answer's first."""
    ranked = sorted((whole, *separate), key=lambda one: -one.confidence)
    found: dict[str, Found] = {}
    for place in range(SHOWN):
        for one in ranked:
            if place < len(one.found):
                found.setdefault(one.found[place].entry.id, one.found[place])
    surest = ranked[0]
    return replace(surest, question=whole.question, found=tuple(found.values())[: max(SHOWN, 10)], parts=separate)


def _before(separate: Sequence[str], number: int) -> str | None:
    """A later question leans on the one before it only when it is too short to stand alone."""
    short = number > 0 and len(stems(raw_words(separate[number]))) <= 2
    return separate[number - 1] if short else None
