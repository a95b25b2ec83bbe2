"""The program that is optimised and saved: the four predictors under their names."""

import json
from pathlib import Path
from typing import Any

import dspy

from demos import DEMOS
from signatures import SIGNATURES


class Kaiseki(dspy.Module):
    """A map of predictors; what runs between them is Kaiseki's own."""

    def __init__(self) -> None:
        super().__init__()
        for name, signature in SIGNATURES.items():
            predictor = dspy.Predict(signature)
            predictor.demos = [dict(demo) for demo in DEMOS[name]]
            setattr(self, name, predictor)


def save(program: Kaiseki, path: Path) -> None:
    """Write DSPy's own JSON, which DSPy and the TypeScript runtime load.

    Without the version of Python, so that it is the same bytes wherever it is built.
    """
    program.save(path)
    state: dict[str, Any] = json.loads(path.read_text())
    del state["metadata"]["dependency_versions"]["python"]
    path.write_text(json.dumps(state, ensure_ascii=False, indent=2) + "\n")
