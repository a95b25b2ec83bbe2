"""The Node process that runs and judges programs, and holds the model: one JSON object a line each way."""

import itertools
import json
import subprocess
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NodeError(Exception):
    """The process ended, or could not do what it was asked."""


class BudgetSpent(NodeError):
    """A call would have been beyond the budget: nothing more can be asked."""


@dataclass(frozen=True)
class Spent:
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0

    def __str__(self) -> str:
        cost = "price not known" if self.cost_usd is None else f"{self.cost_usd:.4f} USD"
        return f"{self.calls} calls, {self.input_tokens:,} + {self.output_tokens:,} tokens, {cost}"


class Node:
    """May be asked by many threads at once."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, cwd=folder, text=True, encoding="utf-8", **pipes)
        self._ids = itertools.count()
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._ended: NodeError | None = None
        self.model = ""
        self.spent = Spent()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def run(self, program: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
        """Return `{score, feedback, traces}`. Raises BudgetSpent, NodeError."""
        return self._ask(op="run", program=program, example=example)

    def complete(self, prompt: str) -> str:
        """Return what the model says. Raises BudgetSpent, NodeError."""
        text: str = self._ask(op="complete", prompt=prompt)["text"]
        return text

    def close(self) -> None:
        """End the process, which stops its hosts first."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join()

    def _ask(self, **request: Any) -> dict[str, Any]:
        answer: Future[dict[str, Any]] = Future()
        with self._lock:
            if self._ended is not None:
                raise self._ended
            number = next(self._ids)
            self._waiting[number] = answer
            line = json.dumps({"id": number, **request}) + "\n"
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(line)
                self._process.stdin.flush()
            except OSError as error:
                raise NodeError("the Node process takes no requests any more") from error
        answered = answer.result()
        trouble = answered.get("error")
        if trouble is not None:
            raise (BudgetSpent if trouble["kind"] == "budget" else NodeError)(trouble["message"])
        return answered

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            self._answer(lines)
        with self._lock:
            self._ended = NodeError(f"the Node process ended with {self._process.wait()}")
            for answer in self._waiting.values():
                answer.set_exception(self._ended)

    def _answer(self, lines: Iterable[str]) -> None:
        for line in lines:
            answered = json.loads(line)
            self.model = answered["model"]
            self.spent = Spent(*(answered["spent"][key] for key in ("calls", "inputTokens", "outputTokens", "costUsd")))
            self._waiting.pop(answered["id"]).set_result(answered)
