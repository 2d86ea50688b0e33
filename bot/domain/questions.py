"""The questions in one message. Knows no entries; instructions inside a question are text like any other."""

import re

from bot.domain.words import LONGEST

_MOST_PARTS = 4

_ASKING = (
    r"(?:what|which|who|whom|whose|where|when|why|how|is|are|do|does|did|can|could|should|shall|will|would|explain|"
    r"tell|describe|give|list|name|compare)"
)
_SPLITS = re.compile(
    rf"(?:\?+[\s,;]*(?:and|also|or|plus|oh|then)?\b)|(?:[;\n]+)|"
    rf"(?:[,.]?\s+(?:and|also|plus|&)\s+(?:also\s+|then\s+)?(?={_ASKING}\b|what's|whats|how's|who's))|"
    rf"(?:[.!]\s+(?=(?:and\s+|also\s+)?{_ASKING}\b))",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:and|or|also|so|ok|then|but)?\s*(?:why|how|when|who|what|where|why not|how so)?\W*$", re.IGNORECASE
)


def parts(question: str) -> tuple[str, ...]:
    """The questions in a message, at most four; one that has no words of its own stays with the one before it."""
    found: list[str] = []
    for piece in _SPLITS.split(question[:LONGEST]):
        piece = piece.strip(" \t\n,;.!-")
        if not piece:
            continue
        if _BARE.match(piece) or len(re.findall(r"\w\w+", piece)) < 2:
            if found:
                found[-1] += f" {piece}"
            continue
        found.append(piece)
    return tuple(found[:_MOST_PARTS]) or (question[:LONGEST].strip(),)
