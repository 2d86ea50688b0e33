"""A decision diagram of how a few tangled parts combine into success, evaluated for many such tangles at once.

Knows shapes only: which variable stands for which task is the caller's business. Bryant 1986.
"""

import numpy as np
from numpy.typing import NDArray

from bot.domain.errors import WrongInput

Values = NDArray[np.float64]
# A variable by its number, or at least so many of some shapes.
Shape = int | tuple[int, tuple["Shape", ...]]

FAILURE, SUCCESS = 0, 1
MOST_NODES = 200_000


class Diagram:
    """A reduced, ordered decision diagram over the variables 0 … n-1. Node 0 is failure, node 1 success."""

    def __init__(self, shape: Shape, variables: int) -> None:
        self.levels = [variables, variables]
        self.low = [FAILURE, SUCCESS]
        self.high = [FAILURE, SUCCESS]
        self._known: dict[tuple[int, int, int], int] = {}
        self._chosen: dict[tuple[int, int, int], int] = {}
        self.root = self._build(shape)

    def evaluate(self, chances: Values) -> tuple[Values, Values]:
        """P(success) and its derivative by every variable, for chances of shape (tangles, variables, columns)."""
        tangles, _, columns = chances.shape
        value = np.zeros((len(self.levels), tangles, columns))
        value[SUCCESS] = 1.0
        for node in range(2, len(self.levels)):
            low = value[self.low[node]]
            value[node] = low + chances[:, self.levels[node]] * (value[self.high[node]] - low)
        reach = np.zeros_like(value)
        reach[self.root] = 1.0
        slope = np.zeros_like(chances)
        for node in range(len(self.levels) - 1, 1, -1):
            level, low_node, high_node = self.levels[node], self.low[node], self.high[node]
            chance, arriving = chances[:, level], reach[node]
            slope[:, level] += arriving * (value[high_node] - value[low_node])
            onward = arriving * chance
            reach[high_node] += onward
            reach[low_node] += arriving - onward
        return value[self.root], slope

    def _build(self, shape: Shape) -> int:
        if isinstance(shape, int):
            return self._node(shape, FAILURE, SUCCESS)
        # needed[k]: whether k more of the parts from here on succeed; built from the last part to the first, and
        # only for the k that the parts before can still leave over.
        count, parts = shape
        total = len(parts)
        needed = {0: SUCCESS}
        for position in range(total - 1, -1, -1):
            built = self._build(parts[position])
            left = total - position
            needed = {
                k: SUCCESS
                if k == 0
                else self._choose(built, needed.get(k - 1, FAILURE), needed.get(k, FAILURE) if k < left else FAILURE)
                for k in range(max(0, count - position), min(count, left) + 1)
            }
        return needed[count]

    def _choose(self, test: int, then: int, otherwise: int) -> int:
        """If `test` then `then` else `otherwise`, as a node of this diagram; without recursion, plans may be long."""
        asked = [(test, then, otherwise)]
        while asked:
            key = asked[-1]
            if self._settled(key) is not None:
                asked.pop()
                continue
            level = min(self.levels[node] for node in key)
            below = [self._below(key, level, side) for side in (self.low, self.high)]
            low, high = (self._settled(one) for one in below)
            if low is not None and high is not None:
                self._chosen[key] = self._node(level, low, high)
            else:
                asked += [one for one in below if self._settled(one) is None]
        found = self._settled((test, then, otherwise))
        assert found is not None
        return found

    def _settled(self, key: tuple[int, int, int]) -> int | None:
        test, then, otherwise = key
        if test == SUCCESS or then == otherwise:
            return then
        if test == FAILURE:
            return otherwise
        if then == SUCCESS and otherwise == FAILURE:
            return test
        return self._chosen.get(key)

    def _below(self, key: tuple[int, int, int], level: int, side: list[int]) -> tuple[int, int, int]:
        test, then, otherwise = (side[node] if self.levels[node] == level else node for node in key)
        return test, then, otherwise

    def _node(self, level: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (level, low, high)
        if key not in self._known:
            if len(self.levels) >= MOST_NODES:
                raise WrongInput(
                    "success: too many tasks are shared between branches to be told exactly; share fewer of them"
                )
            self._known[key] = len(self.levels)
            self.levels.append(level)
            self.low.append(low)
            self.high.append(high)
        return self._known[key]
