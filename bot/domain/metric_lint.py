"""Catches a boast of a narrow metric and turns it into the question of product impact. Pure; knows no message."""

import re
from dataclasses import dataclass

WHY = "manage.reporting"
_METRIC = (
    r"(?P<metric>f1(?:[- ]?score)?|f-?score|auc(?:-?roc)?|auroc|roc[- ]auc|pr[- ]auc|accuracy|precision|recall|"
    r"m?ap@\d+|(?-i:mAP)|"
    r"ndcg(?:@\d+)?|mrr|bleu|rouge(?:-\w)?|perplexity|rmse|mae|mape|mse|r2|r²|log[- ]?loss|"
    r"val(?:idation)?[- ]loss|wer|iou|"
    r"dice|brier(?: score)?|top-?\d accuracy|benchmark(?: score)?)"
)
_NUMBER = r"(?<![\w.])(?P<{}>[+\-−±]?\s?\d+(?:[.,]\d+)?\s?(?:%|pp|pts?|points?|percent(?:age points)?)?)"
_MOVED = (
    r"(?:is|are|was|were|went|has|have|now|just|finally|up|down|improved?|rose|increased?|gained?|jumped|"
    r"climbed|dropped|"
    r"fell|reached|hits?|beats?|better|from|at|of|to|by|->|→|[=:+−-])"
)
_AFTER = re.compile(
    rf"\b{_METRIC}\b\s*(?:score\s*)?(?:{_MOVED}\s*){{0,6}}{_NUMBER.format('after')}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"{_NUMBER.format('before')}\s*(?:better |higher |lower |more |gain in |on |in |of |the )*{_METRIC}\b",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"\b(?:improved|better|higher|best|great|huge|record|beat|boosted|raised|"
    rf"increased)\b[^.!?\n]{{0,30}}\b{_METRIC}\b|"
    rf"\b{_METRIC.replace('metric', 'second')}\b[^.!?\n]{{0,20}}\b(?:improved|is up|went up|rose|jumped|climbed|sota|"
    r"state of the art|is better|much better|way up)\b",
    re.IGNORECASE,
)
_IMPACT = re.compile(
    r"(?<!\w)(?:customers?|users?|revenue|conversions?|orders?|churn|complaints?|costs?|saves?|saved|savings|"
    r"minutes|hours of|tickets?|"
    r"sales|sign-?ups|retention|refunds?|chargebacks?|patients?|clicks?|bookings?|€|\$|£|eur|usd)(?!\w)",
    re.IGNORECASE,
)
# A whole number with a word behind it counts something, whatever stands before it: "recall 3 people", "mae 3 h".
_COUNTS = re.compile(
    r"\s*(?!(?:on|in|after|with|now|vs|from|and|but|than|at|for|this|today|overall|so|->)\b)[a-z]", re.I
)
_MEASURES = re.compile(r"\s*(?:h|hours?|min|minutes?|s|seconds?|ms|days?|weeks?|[kmgt]b|decimals?|digits?)\b", re.I)
_LESS_IS_BETTER = re.compile(r"rmse|mae|mape|mse|loss|perplexity|wer|brier", re.IGNORECASE)
_FALL = re.compile(r"\b(?:fell|dropped|down|lost|worse|lower|only)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|hardly|without)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True)
class Boast:
    """A narrow metric standing alone: the place that was `said`, the `question` to ask, the passage that says `why`."""

    metric: str
    said: str
    question: str
    why: str = WHY


def boast(text: str) -> Boast | None:
    """The first narrow-metric boast in a text, or None; a sentence that also names what it does for users is none."""
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])|\n+", text[:4000]):
        if _IMPACT.search(sentence):
            continue
        found = next(
            (one for look in (_AFTER, _BEFORE, _WORDS) if (one := look.search(sentence)) and _boasts(sentence, one)),
            None,
        )
        if found is None:
            continue
        metric = _metric(found)
        question = (
            f"What does the change in {metric} do for the people who use the product, "
            "how sure are we, and what must still be checked?"
        )
        return Boast(metric, found.group(0).strip(), question)
    return None


def _boasts(sentence: str, found: re.Match[str]) -> bool:
    """Whether it is good news of a metric: neither a count nor a duration, nor bad news, nor something denied."""
    groups, rest = found.groupdict(), sentence[found.end() :]
    number = (groups.get("after") or groups.get("before") or "").strip()
    if number.isdigit() and ("before" in groups or _COUNTS.match(rest)):
        return False
    if groups.get("after") and _MEASURES.match(rest):
        return False
    if _FALL.search(found.group(0)) and not _LESS_IS_BETTER.search(_metric(found)):
        return False
    return _NOT.search(sentence[max(0, found.start() - 15) : found.end()]) is None


def _metric(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return (groups.get("metric") or groups.get("second") or "").strip()
