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
        found = _AFTER.search(sentence) or _BEFORE.search(sentence) or _WORDS.search(sentence)
        if found is None:
            continue
        groups = found.groupdict()
        metric = (groups.get("metric") or groups.get("second") or "").strip()
        question = (
            f"What does the change in {metric} do for the people who use the product, "
            "how sure are we, and what must still be checked?"
        )
        return Boast(metric, found.group(0).strip(), question)
    return None
