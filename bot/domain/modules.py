"""A success graph taken apart into modules: parts that share no task with the rest, each a number once known.

A module whose own parts share nothing combines by counting; one whose parts share tasks is a tangle, told by a
decision diagram. Modules of one shape are evaluated together, so that a large plan costs little more than its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.domain.diagrams import Diagram, Shape
from bot.domain.plans import AtLeast, Leaf, Node

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Modules of one shape: where their inputs stand (modules, inputs), and where their values go (modules)."""

    shape: Shape
    inputs: NDArray[np.intp]
    outputs: NDArray[np.intp]


@dataclass(frozen=True)
class Modules:
    """A graph as batches to be evaluated in order. The first slots are the tasks'; `root` is the slot of success."""

    tasks: tuple[str, ...]
    slots: int
    root: int
    batches: tuple[Batch, ...]


@dataclass(frozen=True)
class _Open:
    """A part that shares tasks with the rest: a task's slot, or at least so many of parts."""

    count: int
    parts: tuple["int | _Open", ...]


def modules_of(graph: Node) -> Modules:
    """Take a graph apart; linear in its size but for its tangles."""
    return _Splitter(graph).modules()


def evaluate(modules: Modules, chances: Values) -> tuple[Values, Values]:
    """P(success) and its derivative by every task, for chances of shape (tasks, columns)."""
    columns = chances.shape[1]
    value = np.empty((modules.slots, columns))
    value[: len(modules.tasks)] = chances
    slopes = []
    diagrams: dict[Shape, Diagram] = {}
    for batch in modules.batches:
        inputs = value[batch.inputs]
        if _counts(batch.shape):
            found, slope = _counted(batch.shape[0], inputs)  # type: ignore[index]
        else:
            if batch.shape not in diagrams:
                diagrams[batch.shape] = Diagram(batch.shape, batch.inputs.shape[1])
            found, slope = diagrams[batch.shape].evaluate(inputs)
        value[batch.outputs] = found
        slopes.append(slope)
    reach = np.zeros_like(value)
    reach[modules.root] = 1.0
    for batch, slope in zip(reversed(modules.batches), reversed(slopes), strict=True):
        # Every slot belongs to one module, so that nothing is written twice.
        reach[batch.inputs] = slope * reach[batch.outputs][:, None, :]
    return value[modules.root], reach[: len(modules.tasks)]


class _Splitter:
    def __init__(self, graph: Node) -> None:
        self._nodes, self._parents = _flattened(graph)
        self._slot: dict[str, int] = {}
        for node in self._nodes:
            if isinstance(node, Leaf):
                self._slot.setdefault(node.task, len(self._slot))
        self._tasks = tuple(self._slot)
        self._slots = len(self._tasks)
        self._level = [0] * self._slots
        self._found: dict[tuple[int, Shape], tuple[list[list[int]], list[int]]] = {}

    def modules(self) -> Modules:
        """The graph as batches."""
        open_nodes = self._open_nodes()
        parts: list[list[int | _Open]] = [[] for _ in self._nodes]
        root: int | _Open = 0
        for place in range(len(self._nodes) - 1, -1, -1):
            node = self._nodes[place]
            known: int | _Open
            if isinstance(node, Leaf):
                slot = self._slot[node.task]
                known = _Open(1, (slot,)) if place in open_nodes else slot
            else:
                given = tuple(reversed(parts[place]))
                known = _Open(node.count, given) if place in open_nodes else self._module(node.count, given)
            parent = self._parents[place]
            if parent < 0:
                root = known
            else:
                parts[parent].append(known)
        assert isinstance(root, int)
        batches = tuple(
            Batch(shape, np.array(inputs, dtype=np.intp), np.array(outputs, dtype=np.intp))
            for (_, shape), (inputs, outputs) in sorted(self._found.items(), key=lambda one: one[0][0])
        )
        return Modules(self._tasks, self._slots, root, batches)

    def _open_nodes(self) -> set[int]:
        """The nodes with a task that is also elsewhere: those below where all its mentions meet."""
        mentions: dict[str, list[int]] = {}
        for place, node in enumerate(self._nodes):
            if isinstance(node, Leaf):
                mentions.setdefault(node.task, []).append(place)
        found: set[int] = set()
        for places in mentions.values():
            if len(places) == 1:
                continue
            seen: dict[int, int] = {}
            for place in places:
                at = place
                while at >= 0:
                    seen[at] = seen.get(at, 0) + 1
                    if seen[at] == len(places):
                        break
                    at = self._parents[at]
            # What lies above where they meet was passed by the first of them alone.
            while at >= 0:
                seen.pop(at, None)
                at = self._parents[at]
            found |= set(seen)
        return found

    def _module(self, count: int, parts: Sequence[int | _Open]) -> int:
        """The slot of a module that shares nothing with the rest."""
        if any(isinstance(part, _Open) for part in parts):
            if count in (1, len(parts)):
                parts = self._untangled(count, parts)
            variables: dict[int, int] = {}
            shape: Shape = (min(count, len(parts)), tuple(_shape(part, variables) for part in parts))
            inputs = list(variables)
        else:
            inputs = [part for part in parts if isinstance(part, int)]
            shape = (count, _numbered(len(inputs)))
        if len(inputs) == 1:
            return inputs[0]
        level = 1 + max([self._level[slot] for slot in inputs])
        slot = self._slots
        self._slots += 1
        self._level.append(level)
        given, going = self._found.setdefault((level, shape), ([], []))
        given.append(inputs)
        going.append(slot)
        return slot

    def _untangled(self, count: int, parts: Sequence[int | _Open]) -> Sequence[int | _Open]:
        """All or any of parts, with those that share tasks with one another made modules of their own."""
        tangled = [part for part in parts if isinstance(part, _Open)]
        groups = _sharing(tangled)
        if not tangled or (len(groups) == 1 and len(tangled) == len(parts)):
            return parts
        alone = [part for part in parts if isinstance(part, int)]
        return alone + [self._module(1 if count == 1 else len(group), group) for group in groups]


def _flattened(graph: Node) -> tuple[list[Node], list[int]]:
    """Every node with its parent's place, parents first; the root's parent is -1."""
    nodes: list[Node] = []
    parents: list[int] = []
    stack: list[tuple[Node, int]] = [(graph, -1)]
    while stack:
        node, parent = stack.pop()
        nodes.append(node)
        parents.append(parent)
        if isinstance(node, AtLeast):
            stack.extend((part, len(nodes) - 1) for part in reversed(node.parts))
    return nodes, parents


def _sharing(parts: Sequence[_Open]) -> list[list[int | _Open]]:
    """Parts in groups that share tasks, directly or through others."""
    leader = list(range(len(parts)))

    def led(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    first: dict[int, int] = {}
    for place, part in enumerate(parts):
        for slot in _slots_of(part):
            leader[led(place)] = led(first.setdefault(slot, place))
    groups: dict[int, list[int | _Open]] = {}
    for place, part in enumerate(parts):
        groups.setdefault(led(place), []).append(part)
    return list(groups.values())


def _slots_of(part: "int | _Open") -> set[int]:
    return {part} if isinstance(part, int) else set().union(*(_slots_of(one) for one in part.parts))


def _shape(part: "int | _Open", variables: dict[int, int]) -> Shape:
    if isinstance(part, int):
        return variables.setdefault(part, len(variables))
    if len(part.parts) == 1:
        return _shape(part.parts[0], variables)
    return (part.count, tuple(_shape(one, variables) for one in part.parts))


@lru_cache(maxsize=256)
def _numbered(count: int) -> tuple[int, ...]:
    return tuple(range(count))


def _counts(shape: Shape) -> bool:
    """Whether a shape is at least so many of different variables."""
    return not isinstance(shape, int) and shape[1] == _numbered(len(shape[1]))


def _counted(count: int, chances: Values) -> tuple[Values, Values]:
    """P(at least `count` of independent inputs) and its derivatives, for (modules, inputs, columns)."""
    total = chances.shape[1]
    if count == total:
        return _all(chances)
    if count == 1:
        value, slope = _all(1.0 - chances)
        return 1.0 - value, slope
    return _at_least(count, chances)


def _all(chances: Values) -> tuple[Values, Values]:
    """The product, and the product of the others for each, also where some are zero."""
    before, after = np.ones_like(chances), np.ones_like(chances)
    np.cumprod(chances[:, :-1], axis=1, out=before[:, 1:])
    np.cumprod(chances[:, :0:-1], axis=1, out=after[:, -2::-1])
    return before[:, -1] * chances[:, -1], before * after


def _at_least(count: int, chances: Values) -> tuple[Values, Values]:
    """By the number of successes so far, capped at `count`, from both ends."""
    modules, total, columns = chances.shape
    before = np.zeros((total + 1, count, modules, columns))
    before[0, 0] = 1.0
    for place in range(total):
        chance = chances[:, place]
        before[place + 1] = before[place] * (1.0 - chance)
        before[place + 1, 1:] += before[place, :-1] * chance
    after = np.zeros((count + 1, modules, columns))
    after[count] = 1.0
    slope = np.empty_like(chances)
    for place in range(total - 1, -1, -1):
        gain = after[1:] - after[:-1]
        slope[:, place] = (before[place] * gain).sum(axis=0)
        after[:-1] += chances[:, place] * gain
    return after[0], slope
