"""Turns text into comparable terms: tidied, abbreviations opened, endings cut, concepts named. Pure; no index here."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from bot.domain.synonyms import SYNONYMS
from bot.domain.vocabulary import ABBREVIATIONS, PHRASES, STOP

# As much of a message as is read, in characters.
LONGEST = 1_000
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_PHRASE = re.compile(
    r"(?<![a-z0-9])(" + "|".join(re.escape(one) for one in sorted(PHRASES, key=len, reverse=True)) + r")(?![a-z0-9])"
)
# "What does she do?" asks for her responsibilities without saying so; "how many" for a number.
_ASKS_DUTIES = re.compile(
    r"\bwhat (?:exactly )?(?:do|does|should|would) (?:an? |the )?([^?.,;]{2,60}?) (?:actually )?do\b"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": " ", "‑": "-"})
_ENDINGS = (
    ("isations", "is"), ("izations", "is"), ("isation", "is"), ("ization", "is"), ("ational", "at"),
    ("fulness", "ful"), ("iveness", "ive"), ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""),
    ("ations", "at"), ("ation", "at"), ("ities", ""), ("ness", ""), ("ingly", ""), ("edly", ""), ("ings", ""),
    ("ing", ""), ("ised", "is"), ("ized", "is"), ("izes", "is"), ("ises", "is"), ("ize", "is"), ("ise", "is"),
    ("ions", ""), ("ion", ""), ("ers", ""), ("ors", ""), ("ies", "y"), ("ied", "y"), ("ity", ""), ("est", ""),
    ("ed", ""), ("er", ""), ("or", ""), ("es", ""), ("ly", ""), ("al", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_WHOLE = (
    "data ml ai rnd mlfirst process business researcher engineer scientist manager developer user owner cross less "
    "class series news pass thumbs kaggle paper order number never ever over under after other better letter "
    "either together enter center chapter error major minor editor monitor factor doctor sector"
)
_KEEP = frozenset(_WHOLE.split())


def tidy(text: str) -> str:
    """Lower case, one kind of quote and dash, fixed phrases as one word; emoji and markup gone."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    plain = re.sub(r"<[@#!][^>]*>|:[a-z0-9_+-]+:|https?://\S+", " ", plain)
    plain = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    plain = _PHRASE.sub(lambda found: PHRASES[found[1]], plain)
    return _ASKS_DUTIES.sub(r"responsibilities of \1", plain)


def raw_words(text: str) -> list[str]:
    """The words as typed, in order, with abbreviations opened and stop words still there."""
    found: list[str] = []
    for match in _WORD.findall(tidy(text)):
        word = match.split("'")[0] if not match.endswith("n't") else match[:-3]
        found.extend(ABBREVIATIONS.get(word, word).split())
    return found


def content(words: Iterable[str]) -> list[str]:
    """The words that carry meaning."""
    return [word for word in words if word not in STOP and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending, so that `hires`, `hiring` and `hired` are one; at least three letters stay."""
    if word in _KEEP or len(word) <= 3:
        return word
    if word.endswith("s") and word[:-1] in _KEEP:
        return word[:-1]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3:
            if ending == "s" and word.endswith("ss"):
                return word
            cut = word[: len(word) - len(ending)] + instead
            if len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "aeiosl":
                cut = cut[:-1]
            return cut[:-1] + "i" if cut.endswith("y") and len(cut) > 3 else cut
    return word[:-1] + "i" if word.endswith("y") else word


_CONCEPTS: dict[str, tuple[str, ...]] = {}
for _number, _line in enumerate(SYNONYMS):
    for _word in _line.split():
        _stem = stem(_word)
        if f"~{_number}" not in _CONCEPTS.get(_stem, ()):
            _CONCEPTS[_stem] = (*_CONCEPTS.get(_stem, ()), f"~{_number}")


def stems(words: Iterable[str]) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem(word) for word in content(words)]


def concepts(terms: Iterable[str]) -> list[str]:
    """What the stems are about: one token per concept; a stem without one stands for itself."""
    found: list[str] = []
    for term in terms:
        found.extend(_CONCEPTS.get(term, (term,)))
    return found


def pieces(words: Iterable[str]) -> list[str]:
    """Runs of four letters within each word, so that a word still resembles its misspelling."""
    found: list[str] = []
    for word in words:
        padded = f"^{word}$"
        found.extend(padded[i : i + 4] for i in range(max(1, len(padded) - 3)))
    return found


def pairs(terms: list[str]) -> list[str]:
    """Neighbouring stems, which tell `task engineer` from `engineer task`."""
    return [f"{one}_{other}" for one, other in pairwise(terms)]
