"""What an optimisation came to, and what of it is kept for review."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from optimizing.node import Spent
from program import Kaiseki, save


@dataclass(frozen=True)
class Outcome:
    """Scores are means, 0 to 1: on questions that chose the best prompts, and on others, which nothing was chosen by.

    `test_after` is None when the budget did not last for it, or nothing better was found.
    """

    model: str
    questions: dict[str, int]
    chosen_before: float
    chosen_after: float
    test_before: float
    test_after: float | None
    candidates: int
    stopped: str
    spent: Spent


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return a unified diff of each predictor's instructions; empty when there is none."""
    return "".join(
        line if line.endswith("\n") else f"{line}\n"
        for name in before
        for line in difflib.unified_diff(
            before[name].splitlines(keepends=True),
            after[name].splitlines(keepends=True),
            f"{name}, today",
            f"{name}, optimised",
        )
    )


def write(folder: Path, outcome: Outcome, program: Kaiseki, difference: str) -> None:
    """Write program.json (DSPy's own), prompts.diff and outcome.json."""
    folder.mkdir(parents=True, exist_ok=True)
    save(program, folder / "program.json")
    (folder / "prompts.diff").write_text(difference)
    figures: dict[str, Any] = asdict(outcome)
    (folder / "outcome.json").write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")


def to_text(outcome: Outcome, difference: str, folder: Path) -> str:
    """Return the last words of an optimisation, for whoever must review it."""
    unseen = "not measured" if outcome.test_after is None else f"{outcome.test_after:.3f}"
    return "\n".join(
        (
            difference or "No better prompt was found; today's stays.\n",
            f"model    {outcome.model}",
            f"score    {outcome.chosen_before:.3f} before, {outcome.chosen_after:.3f} after"
            f" ({outcome.questions['validation']} questions, by which the best of {outcome.candidates} was chosen)",
            f"         {outcome.test_before:.3f} before, {unseen} after ({outcome.questions['test']} other questions)",
            f"spent    {outcome.spent}",
            f"stopped  {outcome.stopped}",
            f"kept in  {folder}",
            "To use it, read prompts.diff, copy program.json to shared/dspy/python/tuned.json and run"
            " `npm run test:dspy -- write`.",
        )
    )
