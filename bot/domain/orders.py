"""In which order to try risky tasks so that a plan's fate is known for the least expected effort.

Must-haves: cheap killers first, by c/(1-p). Alternatives: cheap likely ones first, by c/p (Mitten 1960; Boothroyd
1960; Butterworth 1972). Up to a dozen open tasks the best of all policies is found by dynamic programming.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union

from bot.domain.plans import Effort, Leaf, Node, Plan
from bot.domain.sequences import cost_of

MOST_FOR_EXACT = 12
UNKNOWN_EFFORT = Effort(5.0, 12.0)

# A goal that still hangs on tests: a task's key, or (how many of, these); True and False once it is decided.
Goal = Union[bool, str, tuple[int, tuple["Goal", ...]]]  # noqa: UP007  (a name in quotes cannot be joined by a bar)


@dataclass(frozen=True)
class Ordered:
    """Open tasks, the next one to work on first. Effort in person-days until the fate is known.

    `saves` is what this order is better by than the order in which the plan lists its tasks.
    """

    tasks: tuple[str, ...]
    exact: bool
    expected_effort: float
    saves: float


@dataclass(frozen=True)
class _Test:
    cost: float
    chance: float
    needs: tuple[str, ...]


def best_order(plan: Plan) -> Ordered:
    """The best order of the plan's open tasks: exactly for a dozen or fewer, else by the ratio rule."""
    tests = {
        key: _Test((task.effort or UNKNOWN_EFFORT).p50, task.likelihood, task.needs)
        for key, task in plan.tasks.items()
        if task.resolution is None
    }
    goal = _goal(plan.success, plan)
    by_ratio = _complete(_Ratio(tests).sequence(goal), plan, tests)
    if len(_tasks(goal)) > MOST_FOR_EXACT:
        as_listed = _simulated(plan, _complete([], plan, tests), tests)
        ours = _simulated(plan, by_ratio, tests)
        if ours > as_listed:
            # Tasks that many branches share mislead the rule; then today's order stands.
            return Ordered(_complete([], plan, tests), False, as_listed, 0.0)
        return Ordered(by_ratio, False, ours, as_listed - ours)
    policy = _Policy(tests)
    best = policy.cost(goal)
    as_listed = policy.cost_of_sequence(goal, _complete([], plan, tests))
    # Where the ratio rule is as good as any policy its list is the easier one to follow.
    if policy.cost_of_sequence(goal, by_ratio) <= best + 1e-9:
        return Ordered(by_ratio, True, best, as_listed - best)
    return Ordered(_complete(policy.likely_path(goal), plan, tests), True, best, as_listed - best)


class _Policy:
    """Dynamic programming over goals that have been reduced by the results so far."""

    def __init__(self, tests: Mapping[str, _Test]) -> None:
        self._tests = tests
        self._known: dict[Goal, tuple[float, str]] = {}

    def cost(self, goal: Goal) -> float:
        """The least expected cost of deciding this goal."""
        return self._best(goal)[0]

    def likely_path(self, goal: Goal) -> list[str]:
        """What the best policy tests next, and next, as long as the likelier results come in."""
        path = []
        while not isinstance(goal, bool):
            task = self._best(goal)[1]
            path.append(task)
            works, fails = _told(goal, task, True), _told(goal, task, False)
            likelier, other = (works, fails) if self._tests[task].chance > 0.5 else (fails, works)
            goal = other if isinstance(likelier, bool) else likelier
        return path

    def cost_of_sequence(self, goal: Goal, sequence: Sequence[str]) -> float:
        """The expected cost of testing in this order, leaving out what no longer matters."""
        known: dict[tuple[Goal, int], float] = {}

        def cost(goal: Goal, start: int) -> float:
            if isinstance(goal, bool):
                return 0.0
            relevant = _tasks(goal)
            place = next(place for place in range(start, len(sequence)) if sequence[place] in relevant)
            if (goal, place) not in known:
                test, task = self._tests[sequence[place]], sequence[place]
                known[goal, place] = (
                    test.cost
                    + test.chance * cost(_told(goal, task, True), place + 1)
                    + (1 - test.chance) * cost(_told(goal, task, False), place + 1)
                )
            return known[goal, place]

        return cost(goal, 0)

    def _best(self, goal: Goal) -> tuple[float, str]:
        if isinstance(goal, bool):
            return 0.0, ""
        if goal not in self._known:
            relevant = _tasks(goal)
            self._known[goal] = min(
                (
                    self._tests[task].cost
                    + self._tests[task].chance * self._best(_told(goal, task, True))[0]
                    + (1 - self._tests[task].chance) * self._best(_told(goal, task, False))[0],
                    task,
                )
                for task in relevant
                if not any(needed in relevant for needed in self._tests[task].needs)
            )
        return self._known[goal]


class _Ratio:
    """The ratio rule, module by module from the inside out; best for goals nested no deeper than two."""

    def __init__(self, tests: Mapping[str, _Test]) -> None:
        self._tests = tests

    def sequence(self, goal: Goal) -> list[str]:
        """The tasks of a goal in the order of the rule, each once."""
        return list(dict.fromkeys(self._module(goal)[0]))

    def _module(self, goal: Goal) -> tuple[list[str], float, float]:
        if isinstance(goal, bool):
            return [], 0.0, float(goal)
        if isinstance(goal, str):
            return [goal], self._tests[goal].cost, self._tests[goal].chance
        count, parts = goal
        modules = [self._module(part) for part in parts]
        chained = self._is_chain(parts)
        if not chained and count == len(parts):
            modules.sort(key=lambda module: _ratio(module[1], 1 - module[2]))
        elif not chained:
            modules.sort(key=lambda module: _ratio(module[1], module[2]))
        # Distribution of the number of successes so far, among the worlds in which the fate is still open.
        undecided = {0: 1.0}
        cost = chance = 0.0
        for tested, (_, module_cost, module_chance) in enumerate(modules):
            cost += module_cost * sum(undecided.values())
            following: dict[int, float] = {}
            for successes, weight in undecided.items():
                if successes + 1 == count:
                    chance += weight * module_chance
                else:
                    following[successes + 1] = following.get(successes + 1, 0.0) + weight * module_chance
                if len(modules) - tested - 1 >= count - successes:
                    following[successes] = following.get(successes, 0.0) + weight * (1 - module_chance)
            undecided = following
        return [task for module in modules for task in module[0]], cost, chance

    def _is_chain(self, parts: Sequence[Goal]) -> bool:
        # A task behind those it needs: that order is given, and the whole moves as one block.
        last = parts[-1]
        return (
            isinstance(last, str) and bool(self._tests[last].needs) and set(parts[:-1]) <= set(self._tests[last].needs)
        )


def _simulated(plan: Plan, sequence: Sequence[str], tests: Mapping[str, _Test]) -> float:
    return cost_of(
        plan.success,
        sequence,
        costs={task: test.cost for task, test in tests.items()},
        chances={task: test.chance for task, test in tests.items()},
        settled={key: bool(task.probability) for key, task in plan.tasks.items() if task.resolution is not None},
    )


def _goal(node: Node, plan: Plan) -> Goal:
    """A success graph as a goal, in which a task succeeds only behind all those it needs."""
    if isinstance(node, Leaf):
        task = plan.tasks[node.task]
        if task.resolution is not None:
            return bool(task.probability)
        behind = tuple(_goal(Leaf(needed), plan) for needed in task.needs)
        return _simplified(len(behind) + 1, (*behind, node.task))
    return _simplified(node.count, tuple(_goal(part, plan) for part in node.parts))


def _told(goal: Goal, task: str, works: bool) -> Goal:
    if isinstance(goal, bool):
        return goal
    if isinstance(goal, str):
        return works if goal == task else goal
    count, parts = goal
    return _simplified(count, tuple(_told(part, task, works) for part in parts))


def _simplified(count: int, parts: tuple[Goal, ...]) -> Goal:
    count -= sum(part is True for part in parts)
    left = tuple(part for part in parts if not isinstance(part, bool))
    if count <= 0:
        return True
    if count > len(left):
        return False
    if len(left) == 1:
        return left[0]
    if count == len(left):
        # All of all is all: flattened, and each task once.
        flat: list[Goal] = []
        for part in left:
            flat += part[1] if isinstance(part, tuple) and part[0] == len(part[1]) else [part]
        unique = tuple(dict.fromkeys(flat))
        return unique[0] if len(unique) == 1 else (len(unique), unique)
    return count, left


def _tasks(goal: Goal) -> frozenset[str]:
    if isinstance(goal, bool):
        return frozenset()
    if isinstance(goal, str):
        return frozenset({goal})
    return frozenset().union(*(_tasks(part) for part in goal[1]))


def _ratio(cost: float, share: float) -> float:
    return cost / share if share > 0 else float("inf")


def _complete(sequence: Sequence[str], plan: Plan, tests: Mapping[str, _Test]) -> tuple[str, ...]:
    """The sequence and then every other open task, each behind those it needs."""
    done: dict[str, None] = {}

    def add(task: str) -> None:
        stack = [task]
        while stack:
            top = stack[-1]
            missing = [needed for needed in tests[top].needs if needed in tests and needed not in done]
            if missing:
                stack += missing
            else:
                done.setdefault(stack.pop())

    for task in [*sequence, *(key for key in plan.tasks if key in tests)]:
        add(task)
    return tuple(done)
