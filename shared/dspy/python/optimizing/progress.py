"""When an optimisation is over, and what is said until then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optimizing.adapter import WholeRuns
from optimizing.node import Spent


@dataclass(frozen=True)
class Budget:
    """`usd` None: the number of calls is the only limit."""

    calls: int
    usd: float | None


class Progress:
    """GEPA's stopper and its callback: names of methods are GEPA's."""

    def __init__(self, runs: WholeRuns, budget: Budget, reserve: Spent, say: Callable[[str], None]) -> None:
        """`reserve` is what measuring the best prompts will cost: it must remain possible."""
        self._runs = runs
        self._budget = budget
        self._reserve = reserve
        self._say = say
        self._best = 0.0

    def __call__(self, _state: Any) -> bool:
        return self.reason() is not None

    def reason(self) -> str | None:
        """Return why nothing more is tried, or None."""
        spent, budget, reserve = self._runs.node.spent, self._budget, self._reserve
        if self._runs.failure is not None:
            return str(self._runs.failure)
        if self._best >= 1:
            return "all questions that prompts are chosen by are answered right"
        if spent.calls + 1.2 * reserve.calls >= budget.calls:
            return f"of {budget.calls} calls those are left that measuring takes"
        if budget.usd is None or spent.cost_usd is None or reserve.cost_usd is None:
            return None
        is_spent = spent.cost_usd + 1.2 * reserve.cost_usd >= budget.usd
        return f"of {budget.usd} USD that is left which measuring takes" if is_spent else None

    def on_valset_evaluated(self, event: dict[str, Any]) -> None:
        self._best = max(self._best, event["average_score"])
        self._say(
            f"prompts {event['candidate_idx']}: {event['average_score']:.3f}"
            f" on {event['num_examples_evaluated']} questions; best {self._best:.3f}; {self._runs.node.spent}"
        )

    def on_candidate_rejected(self, event: dict[str, Any]) -> None:
        self._say(f"a proposal was no better ({event['reason']}); {self._runs.node.spent}")

    def on_error(self, event: dict[str, Any]) -> None:
        self._say(f"an iteration ended early: {event['exception']}")


class Silent:
    """GEPA's logger: what it prints holds whole prompts."""

    def log(self, message: str) -> None:
        pass
