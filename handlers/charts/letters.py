"""Which letters pictures can draw: those of the house's font and of wider ones where they are installed.

A letter that no font has would be drawn as an empty box; it is left out, and a name that consists of such letters is
drawn as a number. The words beside a picture always have the whole name.
"""

from functools import cache
from itertools import accumulate

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

HOUSE = "DejaVu Sans"
# The height of the font in widths of an average letter.
AN_EM = 1.7
# Fonts that many systems have for the letters that the house's lacks, above all those of East and South Asia.
WIDER = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Noto Sans KR", "Noto Sans TC"),
    *("WenQuanYi Zen Hei", "Droid Sans Fallback", "IPAGothic", "Hiragino Sans", "PingFang SC", "Microsoft YaHei"),
    *("Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Thai", "Arial Unicode MS"),
)


@cache
def families() -> tuple[str, ...]:
    """The fonts to draw with, the house's first."""
    installed = {one.name for one in font_manager.fontManager.ttflist}
    return (HOUSE, *(name for name in WIDER if name in installed))


@cache
def _letters() -> frozenset[int]:
    found: set[int] = set()
    for name in families():
        found |= set(FT2Font(font_manager.findfont(name)).get_charmap())
    return frozenset(found)


@cache
def _width(sign: str) -> float:
    """How wide a letter is, in widths of an average one."""
    font = FT2Font(font_manager.findfont(HOUSE))
    if ord(sign) not in font.get_charmap():
        return AN_EM
    font.set_size(12.0, 72.0)
    return float(font.load_char(ord(sign)).linearHoriAdvance) / 65536 / 12 * AN_EM


def drawable(text: str, instead: str, most: int = 1000) -> str:
    """The text as far as there are letters and room for it; `instead` when most of its letters would be lost."""
    letters = _letters()
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in text if ord(sign) in letters).split())
    wanted = sum(sign.isalnum() for sign in text)
    if not kept or 2 * sum(sign.isalnum() for sign in kept) < wanted:
        kept = instead
    widths = list(accumulate(_width(sign) for sign in kept))
    if len(kept) <= most and (not widths or widths[-1] <= most):
        return kept
    room = next((place for place, width in enumerate(widths) if width > most - 1), len(kept))
    return kept[: min(room, most - 1)].rstrip() + "…"
