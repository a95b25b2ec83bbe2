"""One optimisation: measure, let GEPA improve within the budget, measure again."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gepa

from optimizing.adapter import REFLECTION, Candidate, Example, WholeRuns
from optimizing.node import BudgetSpent, NodeError
from optimizing.outcome import Outcome, differences
from optimizing.progress import Budget, Progress, Silent
from program import Kaiseki

Say = Callable[[str], None]


@dataclass(frozen=True)
class Split:
    """Questions to learn from, to choose by, and to measure with."""

    train: list[Example]
    validation: list[Example]
    test: list[Example]

    @property
    def sizes(self) -> dict[str, int]:
        return {"train": len(self.train), "validation": len(self.validation), "test": len(self.test)}


def split(examples: list[Example], seed: int, limit: int | None = None) -> Split:
    """Return three parts of about one size, drawn by the seed. Raises ValueError for fewer than six examples."""
    drawn = random.Random(seed).sample(examples, len(examples))[:limit]
    if len(drawn) < 6:
        raise ValueError(f"{len(drawn)} questions are too few: it takes six, and some dozens to mean anything")
    return Split(drawn[0::3], drawn[1::3], drawn[2::3])


def optimise(runs: WholeRuns, parts: Split, budget: Budget, *, seed: int, say: Say) -> tuple[Outcome, Kaiseki, str]:
    """Return what came of it, the best program, and the diff of its prompts.

    Raises BudgetSpent when the budget does not last for measuring today's prompts, NodeError when Node fails.
    """
    today = {name: predictor.signature.instructions for name, predictor in runs.base.named_predictors()}
    evaluated = runs.evaluate(parts.test, today, capture_traces=True)
    test_before = _mean(evaluated.scores)
    say(f"today's prompts: {test_before:.3f} on {len(parts.test)} questions; {runs.node.spent}")
    called = {trace["predictor"] for run in evaluated.trajectories or [] for trace in run["traces"]}
    components = {name: text for name, text in today.items() if name in called}
    if not components:
        raise NodeError("no predictor was called: these questions never reach the model")
    progress = Progress(runs, budget, runs.node.spent, say)
    result = _improve(runs, components, parts, progress, seed)
    if runs.failure is not None and not isinstance(runs.failure, BudgetSpent):
        raise runs.failure
    is_better = result.best_idx != 0
    best = {**today, **result.best_candidate}
    outcome = Outcome(
        model=runs.node.model,
        questions=parts.sizes,
        chosen_before=result.val_aggregate_scores[0],
        chosen_after=result.val_aggregate_scores[result.best_idx],
        test_before=test_before,
        test_after=_measure(runs, parts.test, best) if is_better else None,
        candidates=len(result.candidates),
        stopped=progress.reason() or "GEPA had nothing more to try",
        spent=runs.node.spent,
    )
    return outcome, runs.program(best), differences(today, best)


def _improve(runs: WholeRuns, components: Candidate, parts: Split, progress: Progress, seed: int) -> Any:
    return gepa.optimize(
        seed_candidate=components,
        trainset=parts.train,
        valset=parts.validation,
        adapter=runs,
        reflection_lm=runs.reflect,
        reflection_prompt_template=REFLECTION,
        stop_callbacks=progress,
        callbacks=[progress],
        logger=Silent(),
        raise_on_exception=False,
        seed=seed,
    )


def _measure(runs: WholeRuns, examples: list[Example], candidate: Candidate) -> float | None:
    try:
        return _mean(runs.evaluate(examples, candidate).scores)
    except BudgetSpent:
        return None


def _mean(scores: list[float]) -> float:
    return sum(scores) / len(scores)
