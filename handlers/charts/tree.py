"""What success takes, as a tree: every part with its chance, coloured by it, and fragile spots marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.patches import FancyBboxPatch

from bot.domain.pictures import Branch
from handlers.blocks.text import clip
from handlers.charts.letters import drawable
from handlers.charts.style import DPI, GREY, INK, LIKELIHOOD, MOST_ALT, ORANGE, SMALL, WIDTH, canvas, png, share, titled

MOST_ROWS, MOST_DEPTH = 26, 6
INDENT, CHIP, ROW_INCHES = 0.055, 0.105, 0.33


@dataclass(frozen=True)
class _Row:
    branch: Branch
    depth: int
    parent: int | None


def success_tree(root: Branch) -> bytes:
    """The tree from the whole as far down as can be read; what lies deeper is left out, and the rest is counted."""
    rows = _legible(root)
    shown = rows[:MOST_ROWS]
    more = len(rows) - len(shown)
    lines = len(shown) + bool(more)
    figure, axes = canvas(height=0.85 + ROW_INCHES * lines)
    axes.set_xlim(0, 1)
    axes.set_ylim(-lines + 0.4, 0.6)
    axes.axis("off")
    for place, row in enumerate(shown):
        left = row.depth * INDENT
        if row.parent is not None:
            trunk = (row.depth - 1) * INDENT + INDENT * 0.45
            axes.plot([trunk, trunk, left], [-row.parent - 0.42, -place, -place], color=GREY, linewidth=1.5, zorder=1)
        axes.add_patch(
            FancyBboxPatch(
                (left, -place - 0.33),
                CHIP,
                0.66,
                boxstyle="round,pad=0,rounding_size=0.012",
                mutation_aspect=lines * ROW_INCHES / (WIDTH * 0.9) * 12,
                facecolor=LIKELIHOOD(row.branch.chance),
                edgecolor=ORANGE if row.branch.fragile else GREY,
                linewidth=2.5 if row.branch.fragile else 1,
                zorder=2,
            )
        )
        axes.annotate(
            _chip(row.branch), (left + CHIP / 2, -place), ha="center", va="center", fontsize=SMALL, color=INK, zorder=3
        )
        room = int((1 - left - CHIP) * WIDTH * DPI / 11)
        words = _words(row.branch, room, f"Part {place}" if place else "This project")
        axes.annotate(
            words,
            (left + CHIP + 0.015, -place),
            va="center",
            fontsize=SMALL,
            color=ORANGE if row.branch.fragile else INK,
            fontweight="bold" if row.depth < 2 else "normal",
        )
    if more:
        axes.annotate(f"and {more} more", (INDENT, -len(shown)), va="center", fontsize=SMALL, color=INK)
    below = "Orange is unlikely, blue is likely. Fragile: hangs on one way."
    titled(figure, "What success takes", below)
    return png(figure)


def tree_alt(root: Branch) -> str:
    """The tree in words, from the whole downwards, as far as an alt text reaches."""
    parts = ". ".join(_spoken(part) for part in root.parts)
    takes = f", takes {root.takes} these" if root.takes else ""
    return clip(f"What success takes. {root.label}: {share(root.chance)}{takes}. {parts}.", MOST_ALT)


def _spoken(branch: Branch) -> str:
    if branch.ended:
        return f"{branch.label} {'worked' if branch.chance == 1 else 'did not work'}"
    words = f"{branch.label} {share(branch.chance)}" + (", fragile" if branch.fragile else "")
    if not branch.parts:
        return words
    return f"{words} ({branch.takes + ': ' if branch.takes else ''}{', '.join(map(_spoken, branch.parts))})"


def _legible(root: Branch) -> list[_Row]:
    for deepest in range(MOST_DEPTH, 1, -1):
        rows = list(_rows(root, deepest))
        if len(rows) <= MOST_ROWS:
            return rows
    return list(_rows(root, 1))


def _rows(root: Branch, deepest: int) -> Iterator[_Row]:
    # Broad before deep is not readable as an outline, so parts follow their whole.
    stack: list[tuple[Branch, int, int | None]] = [(root, 0, None)]
    place = 0
    while stack:
        branch, depth, parent = stack.pop()
        yield _Row(branch, depth, parent)
        if depth < deepest:
            stack += [(part, depth + 1, place) for part in reversed(branch.parts)]
        place += 1


def _chip(branch: Branch) -> str:
    if branch.ended:
        return "✓" if branch.chance == 1 else "✗"
    return share(branch.chance)


def _words(branch: Branch, room: int, instead: str) -> str:
    ends = " · fragile" if branch.fragile else ""
    takes = f"  ({branch.takes})" if branch.takes and branch.takes != branch.label else ""
    return drawable(branch.label, instead, max(room - len(ends) - len(takes), 8)) + takes + ends
