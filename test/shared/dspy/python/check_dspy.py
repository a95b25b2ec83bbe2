"""Run by `npm run test:dspy`, in the environment that has DSPy."""

import json
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import dspy
from dspy.lm15 import Message, Response, Usage

ROOT = Path(__file__).parents[4]
sys.path.insert(0, str(ROOT / "shared" / "dspy" / "python"))

import build
import rederive
from optimizing.node import BudgetSpent, Node, NodeError, Spent
from optimizing.outcome import differences
from optimizing.progress import Budget, Progress
from optimizing.run import split
from program import Kaiseki, save
from sidecar import describe


class Engine:
    """A model that keeps what it was asked."""

    def __init__(self, text):
        self.text, self.asked = text, []

    def complete(self, request):
        system = request.system if isinstance(request.system, str) else "".join(part.text for part in request.system)
        turns = [{"role": message.role, "content": message.text} for message in request.messages]
        self.asked.append([{"role": "system", "content": system}, *turns])
        usage = Usage(input_tokens=1, output_tokens=1, total_tokens=2)
        return Response(id=None, model="m", message=Message.assistant(self.text), finish_reason="stop", usage=usage)

    def close(self):
        pass


class Goldens(unittest.TestCase):
    def test_are_what_dspy_really_sends(self):
        goldens = json.loads((rederive.GOLDENS / "program.json").read_text())
        golden = next(one for one in goldens if one["predictor"] == "answer" and one["name"] == "saved demos")
        engine = Engine("[[ ## reasoning ## ]]\nr\n[[ ## answer ## ]]\na\n[[ ## completed ## ]]")
        program = Kaiseki()
        program.load(rederive.RUNTIME / "program.json")
        with dspy.context(lm=dspy.LM("a/b", engine=engine, cache=False, num_retries=0)):
            outputs = program.answer(**golden["inputs"])
        self.assertEqual(engine.asked, [golden["messages"]])
        self.assertEqual(outputs.answer, "a")

    def test_that_differ_by_a_byte_or_that_nobody_derives_are_noticed(self):
        with tempfile.TemporaryDirectory() as new, tempfile.TemporaryDirectory() as old:
            for folder, text in ((new, "a"), (old, "b")):
                Path(folder, "changed.json").write_text(text)
                Path(folder, "same.json").write_text("x")
            Path(new, "added.json").write_text("x")
            Path(old, "forgotten.json").write_text("x")
            with mock.patch.object(rederive, "GOLDENS", Path(old)):
                found = rederive.differences(Path(new), Path(old))
        self.assertEqual(found, ["added.json", "changed.json", "forgotten.json"])


class Sidecar(unittest.TestCase):
    def test_refuses_what_the_runtime_cannot_carry(self):
        class WithCode(dspy.Signature):
            q: str = dspy.InputField()
            a: dspy.Code = dspy.OutputField()

        class WithDefault(dspy.Signature):
            q: str = dspy.InputField(default="x")
            a: str = dspy.OutputField()

        for signature in (WithCode, WithDefault):
            with self.assertRaises(TypeError):
                describe(signature)


class Tuned(unittest.TestCase):
    def test_is_the_program_that_runs(self):
        program = Kaiseki()
        program.plan.signature = program.plan.signature.with_instructions("Plan better.")
        with tempfile.TemporaryDirectory() as folder:
            save(program, Path(folder, "tuned.json"))
            with mock.patch.object(build, "TUNED", Path(folder, "tuned.json")):
                tuned = build.current_program()
        self.assertEqual(tuned.plan.signature.instructions, "Plan better.")
        self.assertEqual(len(tuned.plan.demos), len(program.plan.demos))


class Optimising(unittest.TestCase):
    def test_splits_questions_in_three_disjoint_parts_by_the_seed(self):
        examples = [{"id": number} for number in range(10)]
        parts = split(examples, 1)
        drawn = [one["id"] for part in (parts.train, parts.validation, parts.test) for one in part]
        self.assertEqual(sorted(drawn), list(range(10)))
        self.assertEqual(parts.sizes, {"train": 4, "validation": 3, "test": 3})
        self.assertEqual(split(examples, 1), parts)
        self.assertNotEqual(split(examples, 2), parts)

    def test_needs_six_questions(self):
        with self.assertRaisesRegex(ValueError, "5 questions are too few"):
            split([{"id": number} for number in range(9)], 0, limit=5)

    def test_shows_what_changed_and_nothing_else(self):
        before = {"plan": "a\nb", "answer": "c"}
        self.assertEqual(differences(before, before), "")
        changed = differences(before, {**before, "plan": "a\nB"})
        self.assertEqual(changed.splitlines()[:2], ["--- plan, today", "+++ plan, optimised"])
        self.assertEqual(changed.splitlines()[-2:], ["-b", "+B"])

    def test_stops_while_measuring_is_still_possible(self):
        def reason(budget, calls, cost, best=0.5, failure=None):
            runs = SimpleNamespace(node=SimpleNamespace(spent=Spent(calls, 0, 0, cost)), failure=failure)
            progress = Progress(runs, budget, Spent(10, 0, 0, 1.0), lambda _text: None)
            progress.on_valset_evaluated({"average_score": best, "candidate_idx": 0, "num_examples_evaluated": 1})
            return progress.reason()

        self.assertIsNone(reason(Budget(100, 9.0), 80, 2.0))
        self.assertIsNone(reason(Budget(100, None), 80, None))
        self.assertIn("of 100 calls", reason(Budget(100, 9.0), 88, 2.0))
        self.assertIn("of 9.0 USD", reason(Budget(100, 9.0), 50, 7.8))
        self.assertIn("right", reason(Budget(100, 9.0), 50, 2.0, best=1.0))
        self.assertEqual(reason(Budget(100, 9.0), 50, 2.0, failure=NodeError("gone")), "gone")


class TheNodeEnd(unittest.TestCase):
    def start(self, body):
        script = f"import json, sys\nfor line in sys.stdin:\n    request = json.loads(line)\n    {body}\n"
        node = Node([sys.executable, "-c", script], ROOT)
        self.addCleanup(node.close)
        return node

    def answering(self, **answered):
        spent = {"calls": 2, "inputTokens": 3, "outputTokens": 4, "costUsd": None}
        return self.start(
            f"print(json.dumps({{'id': request['id'], 'model': 'm', 'spent': {spent!r}, **{answered!r}}}), flush=True)"
        )

    def test_says_what_was_spent(self):
        node = self.answering(text="hello")
        self.assertEqual(node.complete("x"), "hello")
        self.assertEqual((node.model, node.spent), ("m", Spent(2, 3, 4, None)))
        self.assertEqual(str(node.spent), "2 calls, 3 + 4 tokens, price not known")

    def test_says_why_it_did_nothing(self):
        with self.assertRaisesRegex(BudgetSpent, "all spent"):
            self.answering(error={"kind": "budget", "message": "all spent"}).complete("x")
        with self.assertRaisesRegex(NodeError, "broken"):
            self.answering(error={"kind": "failed", "message": "broken"}).complete("x")

    def test_that_ends_leaves_nobody_waiting(self):
        node = self.start("sys.exit(3)")
        with self.assertRaisesRegex(NodeError, "ended with 3"):
            node.complete("x")


if __name__ == "__main__":
    unittest.main()
