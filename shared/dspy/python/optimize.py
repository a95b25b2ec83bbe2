"""`npm run optimize -- --questions FILE`: better prompts for the model that is configured, found with GEPA.

Node makes every run and holds the model; here prompts are changed, compared and saved. Nothing of the checkout changes:
what was found is written to a folder, for somebody to review. Whatever the setting says of what a model may see, this
shows it the right answers of the questions, rows of theirs included.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from build import current_program
from optimizing.adapter import WholeRuns
from optimizing.node import BudgetSpent, Node, NodeError
from optimizing.outcome import to_text, write
from optimizing.progress import Budget
from optimizing.run import optimise, split

ROOT = Path(__file__).parents[3]


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    try:
        parts = split(_read_questions(options.questions), options.seed, options.limit)
    except (OSError, ValueError) as error:
        return _fail(str(error))
    _say("The model is shown right and given answers of these questions, rows of theirs included.")
    node = Node(_command(options), ROOT)
    folder = options.out / datetime.now().strftime("%Y%m%d-%H%M%S")
    try:
        runs = WholeRuns(node, current_program(), options.concurrency)
        budget = Budget(options.calls, options.usd)
        outcome, program, difference = optimise(runs, parts, budget, seed=options.seed, say=_say)
    except BudgetSpent as error:
        return _fail(f"The budget does not last for measuring today's prompts ({error}); {node.spent}.")
    except NodeError as error:
        return _fail(f"{error}; {node.spent}.")
    finally:
        node.close()
    write(folder, outcome, program, difference)
    print(to_text(outcome, difference, folder))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="npm run optimize --", description="Better prompts for a model, found with GEPA."
    )
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="files as npm run eval takes them")
    parser.add_argument("--model", help="as npm start takes it; KAISEKI_MODEL if nothing is said")
    parser.add_argument("--input", help="tables of questions that name none")
    parser.add_argument("--calls", type=int, default=500, help="of the model, at most (default: 500)")
    parser.add_argument(
        "--usd", type=_sum, default=5.0, help="spent at most; none for models without a price (default: 5)"
    )
    parser.add_argument("--limit", type=int, help="questions, drawn by the seed (default: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--concurrency", type=int, default=4, help="runs at once (default: 4)")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "results" / "optimize", help="where a folder is made for the result"
    )
    parser.add_argument("--node", default="node", help=argparse.SUPPRESS)
    parser.add_argument("--end", default="test/eval/optimize.ts", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _sum(text: str) -> float | None:
    return None if text == "none" else float(text)


def _command(options: argparse.Namespace) -> list[str]:
    given = {"model": options.model, "input": options.input, "calls": options.calls, "usd": options.usd}
    said = [f"--{name}={value}" for name, value in given.items() if value is not None]
    return [options.node, options.end, *said]


def _read_questions(paths: list[Path]) -> list[dict[str, Any]]:
    """Return the questions that stand alone: those that follow others up are left out."""
    lines = [line for path in paths for line in path.read_text().splitlines() if line.strip()]
    return [question for question in map(json.loads, lines) if "after" not in question]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fail(text: str) -> int:
    _say(text)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
