"""Corrects typing errors toward the knowledge base's own words. Knows words and how often they occur, nothing else."""

import re
from collections.abc import Mapping

_SHORTEST = 4
_TWO_EDITS_FROM = 8


class Speller:
    """Finds the known word that a mistyped one probably stands for.

    One edit (a letter more, fewer, other, or two swapped) from four letters on, two from eight; or the same sound.
    Built once from `counts`, the known words and how often each occurs.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        # Several words under one key are joined by spaces: tens of thousands of lists would weigh megabytes.
        self._shorter: dict[str, str] = {}
        self._sounds: dict[str, list[str]] = {}
        self._remembered: dict[str, str | None] = {}
        for word in self._counts:
            if len(word) >= _SHORTEST:
                for one in {word, *_one_less(word)}:
                    known = self._shorter.get(one)
                    self._shorter[one] = word if known is None else f"{known} {word}"
                self._sounds.setdefault(_sound(word), []).append(word)

    def correct(self, word: str) -> str | None:
        """The known word it stands for; the word itself when it is known, None when nothing is near."""
        if word in self._counts:
            return word
        if len(word) < _SHORTEST or len(word) > 30 or not word.isalpha():
            return None
        if word not in self._remembered:
            if len(self._remembered) > 4096:
                self._remembered.clear()
            self._remembered[word] = self._nearest(word)
        return self._remembered[word]

    def _nearest(self, word: str) -> str | None:
        near: set[str] = set()
        for one in {word, *_one_less(word)}:
            near.update(self._shorter.get(one, "").split())
        most = 2 if len(word) >= _TWO_EDITS_FROM else 1
        scored = [(edits(word, known), known) for known in near]
        by_sound = [known for known in self._sounds.get(_sound(word), ()) if abs(len(known) - len(word)) <= 2]
        scored += [(max(1, edits(word, known) - 1), known) for known in by_sound]
        heard = set(by_sound)
        fitting = [
            (far, -self._counts[known], known)
            for far, known in scored
            # A short word whose first letter differs is more often another word than a typing error.
            if far <= most and (len(word) > 5 or known[0] == word[0] or (known in heard and len(word) > 4))
        ]
        return min(fitting)[2] if fitting else None


def edits(one: str, other: str) -> int:
    """The fewest insertions, deletions, replacements and swaps of neighbours between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _one_less(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _sound(word: str) -> str:
    """The consonants as they are heard, so that `fases` and `phases` are the same."""
    heard = word.replace("ph", "f").replace("ck", "k").replace("qu", "k").replace("wh", "w")
    heard = re.sub(r"c(?=[eiy])", "s", heard).replace("c", "k").replace("z", "s").replace("x", "ks")
    heard = heard[0] + re.sub(r"[aeiouyh]", "", heard[1:])
    return re.sub(r"(.)\1+", r"\1", heard)
