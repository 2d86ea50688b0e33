"""What it costs to work through tasks in a given order, leaving out what no longer matters, by seeded simulation.

For plans too large to try every policy: two orders are compared in the same worlds.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.plans import Leaf, Node

Worlds = NDArray[np.bool_]
WORLDS = 400
SEED = 20


def cost_of(
    graph: Node,
    sequence: Sequence[str],
    *,
    costs: Mapping[str, float],
    chances: Mapping[str, float],
    settled: Mapping[str, bool],
) -> float:
    """The expected cost until the graph's fate is known; `settled` tasks have ended and cost nothing."""
    state = _State(graph)
    for task, worked in settled.items():
        state.tell(task, np.ones(WORLDS, dtype=bool), np.full(WORLDS, worked))
    random = np.random.default_rng(SEED)
    # Drawn by name, so that every order meets the same worlds.
    luck = {task: random.random(WORLDS) < chances[task] for task in sorted(costs)}
    total = 0.0
    for task in sequence:
        needed = state.matters(task)
        total += costs[task] * float(needed.mean())
        state.tell(task, needed, luck[task])
    return total


class _State:
    """What is known of a graph in every world: per node how many parts worked and failed."""

    def __init__(self, graph: Node) -> None:
        self._parent: list[int] = []
        self._need: list[int] = []
        self._spare: list[int] = []
        self._leaves: dict[str, list[int]] = {}
        stack: list[tuple[Node, int]] = [(graph, -1)]
        while stack:
            node, parent = stack.pop()
            place = len(self._parent)
            self._parent.append(parent)
            if isinstance(node, Leaf):
                self._need.append(1)
                self._spare.append(0)
                self._leaves.setdefault(node.task, []).append(place)
            else:
                self._need.append(node.count)
                self._spare.append(len(node.parts) - node.count)
                stack.extend((part, place) for part in node.parts)
        size = (len(self._parent), WORLDS)
        self._worked, self._failed = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
        self._open = np.ones(size, dtype=bool)

    def matters(self, task: str) -> Worlds:
        """In which worlds a task can still change the fate of the whole."""
        found = np.zeros(WORLDS, dtype=bool)
        for leaf in self._leaves.get(task, ()):
            counts, at = self._open[leaf].copy(), self._parent[leaf]
            while at >= 0:
                counts &= self._open[at]
                at = self._parent[at]
            found |= counts
        return found

    def tell(self, task: str, where: Worlds, worked: Worlds) -> None:
        """Note a task's result in the worlds in which it was worked on."""
        for leaf in self._leaves.get(task, ()):
            at, well, badly = leaf, where & worked, where & ~worked
            while at >= 0 and (well.any() or badly.any()):
                self._worked[at] += well
                self._failed[at] += badly
                decided_well = self._open[at] & (self._worked[at] >= self._need[at])
                decided_badly = self._open[at] & (self._failed[at] > self._spare[at])
                self._open[at] &= ~(decided_well | decided_badly)
                well, badly, at = decided_well, decided_badly, self._parent[at]
