"""What pictures are drawn from: a project's odds over time, its swings, and what success takes as a tree.

Values only: how they look is the handlers' business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.messages import Swing
from bot.domain.plans import Leaf, Node, Plan, all_of, milestone_node
from bot.domain.success import outlook


@dataclass(frozen=True)
class OddsPoint:
    """A project's odds by its target as told on a day, the range of what was not known, and what moved them most."""

    on: date
    odds: float
    low: float
    high: float
    moved_by: str = ""


@dataclass(frozen=True)
class OddsHistory:
    """A project's odds over time, and what moved them."""

    name: str
    target: date
    points: tuple[OddsPoint, ...]
    events: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class SwingBars:
    """What a project's odds hang on, the most first."""

    name: str
    swings: tuple[Swing, ...]


@dataclass(frozen=True)
class Branch:
    """A part of what success takes: `takes` says how many of its parts, `chance` how likely it is."""

    label: str
    chance: float
    takes: str = ""
    fragile: bool = False
    ended: bool = False
    parts: tuple["Branch", ...] = ()


def success_tree(plan: Plan, *, fragile: tuple[str, ...] = ()) -> Branch:
    """What it takes for a plan to succeed, each part with its chance under the plan's shared luck."""
    return _Tree(plan, frozenset(fragile)).root()


class _Tree:
    def __init__(self, plan: Plan, fragile: frozenset[str]) -> None:
        self._plan = plan
        self._fragile = fragile
        self._chances: Mapping[str, float] = {key: task.probability for key, task in plan.tasks.items()}

    def root(self) -> Branch:
        plan = self._plan
        if not plan.milestones:
            top = self._node(plan.success)
            return Branch(plan.project, top.chance, top.takes, parts=top.parts or (top,))
        parts = []
        for milestone in plan.milestones:
            ways = []
            for way in milestone.approaches:
                leaves = tuple(Leaf(task) for task in way.tasks)
                tasks = tuple(self._node(leaf) for leaf in leaves)
                # An approach of one task is that task.
                ways.append(Branch(way.name, self._chance(all_of(leaves)), _takes(len(tasks), len(tasks)), parts=tasks))
            parts.append(
                Branch(
                    milestone.name,
                    self._chance(milestone_node(milestone)),
                    _takes(1, len(ways)),
                    fragile=milestone.name in self._fragile,
                    parts=tuple(ways),
                )
            )
        return Branch(plan.project, self._chance(plan.success), _takes(len(parts), len(parts)), parts=tuple(parts))

    def _node(self, node: Node) -> Branch:
        if isinstance(node, Leaf):
            task = self._plan.tasks[node.task]
            return Branch(task.title, task.probability, ended=task.resolution is not None)
        parts = tuple(self._node(part) for part in node.parts)
        takes = _takes(node.count, len(parts))
        return Branch(takes, self._chance(node), takes, parts=parts)

    def _chance(self, node: Node) -> float:
        return outlook(node, self._chances, correlation=self._plan.correlation).probability


def _takes(count: int, of: int) -> str:
    if of == 1:
        return ""
    if count == of:
        return "all of"
    return "any of" if count == 1 else f"{count} of {of}"
