"""What a confirmation prints adds up as it is printed."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Reason, ReplyRecorded, TaskMove
from handlers.rendering import render

points = st.floats(-12, 12)


@given(before=st.floats(0.02, 0.98), parts=st.lists(points, min_size=1, max_size=12))
def test_the_reasons_add_up_to_the_move(before: float, parts: list[float]) -> None:
    """However each was rounded, and however many are too many to name."""
    after = min(0.99, max(0.01, before + sum(parts) / 100))
    reasons = tuple(Reason(points=part, words="because") for part in parts)
    move = TaskMove(task=1, title="Task", before=before, after=after, low=0.1, high=0.9, reasons=reasons)
    message = ReplyRecorded(
        checkin=1, local_date=date(2026, 11, 24), late=False, edited=False, moves=(move,), projects=()
    )
    text = render(message).blocks[1]["text"]["text"]
    head, *lines = text.replace("−", "-").split("\n")
    shown = [int(one) for one in re.findall(r"(\d+)\xa0%", head.split(", somewhere")[0])]
    assert sum(int(line.split("·")[0]) for line in lines) == shown[-1] - shown[0]
    told = re.search(r"\(([+-]\d+) point", head)
    assert (int(told.group(1)) if told else 0) == shown[-1] - shown[0]
