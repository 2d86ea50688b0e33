"""Words of a question: folded, without small words, abbreviations spelt out, endings taken off."""

import re
import unicodedata

_SMALL_WORDS = """
a an and any are as at be been but by can could did do does doing for from get had has have how i if in into is it its
just let me my of on or our please s should so some than that the their them then there these they this those to too us
was we what when where which who whom why will with would you your tell about know hi hello hey thanks thank anyone
someone everybody anybody give want need like really actually
"""
STOP = frozenset(_SMALL_WORDS.split())
ABBREVIATIONS = {
    "pm": "product manager",
    "pms": "product managers",
    "mle": "ml engineer",
    "mles": "ml engineers",
    "swe": "software engineer",
    "swes": "software engineers",
    "ds": "data scientist",
    "de": "data engineer",
    "r&d": "research development lab",
    "phd": "phd doctorate",
    "machine learning": "ml",
    "ai": "ml",
    "org": "organisation",
    "organization": "organisation",
    "orgs": "organisation",
    "prod": "production",
    "exec": "leadership",
    "execs": "leadership",
    "executives": "leadership",
    "boss": "leadership",
    "ceo": "chief executive leadership",
    "ops": "mlops",
    "infra": "infrastructure",
    "kpi": "metric",
    "centralized": "central",
    "centralised": "central",
    "recruit": "hire",
    "recruiting": "hiring",
    "candidates": "candidate hire",
    "salary": "salary pay",
    "compensation": "compensation pay",
    "organise": "organisation structure",
    "organize": "organisation structure",
    "interviewing": "interview",
    "stuck": "stuck stalled",
}
ENDINGS = ("ations", "ation", "ings", "ing", "ers", "er", "ies", "ed", "es", "s", "ly")

# A few small words of a language, enough to tell that a question is not in English, and what to say in it.
OTHER_LANGUAGES = (
    ("der die das und ist was wie wer ich nicht eine sind", "Ich verstehe nur Englisch. Frag mich bitte auf Englisch."),
    ("le la les est que qui quoi nous vous une des", "Je ne comprends que l'anglais. Posez la question en anglais."),
    ("el los las es que quién cómo qué una del para", "Solo entiendo inglés. Pregúntame en inglés, por favor."),
)


def normalized(text: str) -> str:
    """The text in plain letters and one line; empty when there is no letter in it."""
    folded = unicodedata.normalize("NFKC", text)
    folded = "".join(sign for sign in folded if sign.isprintable() or sign.isspace())
    folded = " ".join(folded.split())
    return folded if any(sign.isalpha() for sign in folded) else ""


def words(text: str) -> list[str]:
    """The words that carry meaning, as stems, in order."""
    lowered = normalized(text).lower().replace("’", "'")
    lowered = lowered.replace("machine learning", "ml").replace("r&d", "research lab").replace("crisp-dm", "crispdm")
    found: list[str] = []
    for word in re.findall(r"[a-z0-9]+(?:'[a-z]+)?", lowered):
        for one in ABBREVIATIONS.get(word, word).split():
            bare = one.removesuffix("'s")
            if bare not in STOP and len(bare) > 1:
                found.append(_stem(bare))
    return found


def language_of(text: str) -> str | None:
    """A sentence in the text's own language when that is clearly not English, else None."""
    tokens = [token.strip("?!.,¿¡").lower() for token in text.split()]
    if len(tokens) < 3:
        return None
    letters = [sign for sign in text if sign.isalpha()]
    if sum(sign.isascii() or sign in "éèàçäöüñíóúáß" for sign in letters) < len(letters) / 2:
        return "I only understand English. Please ask me in English."
    english = sum(token in STOP for token in tokens)
    for small, sentence in OTHER_LANGUAGES:
        if sum(token in small.split() for token in tokens) >= 2 > english:
            return sentence
    return None


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
