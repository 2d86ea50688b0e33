"""Groups unanswered questions that ask for the same thing, so that a maintainer writes one entry for many askers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.words import concepts, raw_words, stems

ALIKE = 0.4


@dataclass(frozen=True)
class Cluster:
    """Questions that are alike, in the order they came; the first is the one to show."""

    questions: tuple[str, ...]

    @property
    def title(self) -> str:
        """The question that shares most with the others."""
        words = [_about(question) for question in self.questions]
        counts = Counter(word for one in words for word in one)
        best = max(range(len(words)), key=lambda n: (sum(counts[word] for word in words[n]) / (len(words[n]) or 1), -n))
        return self.questions[best]


def clusters(questions: Iterable[str], *, alike: float = ALIKE) -> list[Cluster]:
    """The questions in groups, the largest first; each question is in exactly one group."""
    groups: list[tuple[list[str], list[frozenset[str]]]] = []
    for question in questions:
        about = _about(question)
        best, likeness = None, alike
        for group in groups:
            near = max(_likeness(about, one) for one in group[1])
            if near >= likeness:
                best, likeness = group, near
        if best is None:
            groups.append(([question], [about]))
        else:
            best[0].append(question)
            best[1].append(about)
    return sorted((Cluster(tuple(asked)) for asked, _ in groups), key=lambda one: -len(one.questions))


def alike(one: str, other: str, *, share: float = ALIKE) -> bool:
    """Whether two questions ask for much the same."""
    return _likeness(_about(one), _about(other)) >= share


def _about(question: str) -> frozenset[str]:
    terms = stems(raw_words(question[:1000]))
    return frozenset(terms) | frozenset(concepts(terms))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
