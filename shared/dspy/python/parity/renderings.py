"""Render goldens: what dspy.ChatAdapter.format makes of signatures, demos and inputs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dspy

from parity.samples import FLOATS, INSTRUCTIONS, SAMPLES, UNICODE, VALUES, VALUES_DEMO
from program import Kaiseki
from sidecar import describe

Case = dict[str, Any]
adapter = dspy.ChatAdapter()


def of_program(path: Path) -> Iterator[Case]:
    """Yield cases of the saved program, as DSPy loads it: `{name, predictor, demos, inputs, messages}`.

    `demos` is null for those that were saved.
    """
    program = Kaiseki()
    program.load(path)
    for predictor, module in program.named_predictors():
        signature = module.signature
        inputs = {name: f"{name} 1\n\nline 2" for name in signature.input_fields}
        outputs = {name: _output(field) for name, field in signature.output_fields.items()}
        for name, demos, given in _variants(inputs, outputs):
            messages = _format(signature, module.demos if demos is None else demos, given)
            yield {"name": name, "predictor": predictor, "demos": demos, "inputs": given, "messages": messages}


def of_samples() -> Iterator[Case]:
    """Yield cases of signatures that are rendered as declared: `{name, fields, saved, demos, inputs, messages}`."""
    values, choice = SAMPLES["values"], SAMPLES["choice"]
    demo_of_null = {**VALUES_DEMO, "number": None}
    yield _sample("values of every kind", values, [VALUES_DEMO, demo_of_null], VALUES)
    yield _sample("floats", values, [{**VALUES_DEMO, "score": 1e16}], {**VALUES, "settings": FLOATS, "share": 1e-05})
    yield _sample("nulls", values, [], dict.fromkeys(VALUES))
    yield _sample("empty", values, [], {**VALUES, "tables": [], "settings": {}, "question": ""})
    yield _sample("lists for texts", values, [{**VALUES_DEMO, "title": ["a", "b\nc"]}], {"question": ["«d»"]})
    for text in INSTRUCTIONS:
        yield _sample(f"instructions {text!r}", choice.with_instructions(text), [], {"question": "q"})
    described = choice.with_updated_fields("answer", desc="another description").with_updated_fields(
        "question", desc=""
    )
    yield _sample("descriptions", described, [], {"question": "q"})


def _output(field: Any) -> str:
    return "query" if field.annotation is not str else "some text\n\n  indented"


def _variants(inputs: Case, outputs: Case) -> Iterator[tuple[str, list[Case] | None, Case]]:
    first, last = next(iter(inputs)), list(outputs)[-1]
    complete = {**inputs, **outputs}
    yield "saved demos", None, inputs
    yield "no demos", [], inputs
    yield "complete demos", [complete, {"augmented": True, **complete, "unknown": 1}], inputs
    missing = {**complete, first: "kept"}
    del missing[last]
    yield "incomplete demos", [complete, missing, {first: "no output"}, {last: "no input"}, {}], inputs
    yield "null demos", [{**complete, last: None}, complete, {**complete, first: None}], inputs
    yield "inputs missing, null or unknown", [], {first: None, "unknown": "x"}
    yield "Unicode", [{**complete, last: UNICODE}], {**inputs, first: UNICODE, "question": f"\u3000{UNICODE}  \n"}
    yield "lists", [{**complete, last: ["a", "b\nc"]}], {**inputs, first: ["one"], "question": ["a", "«b»", "c\nd"]}
    yield "empty values", [dict.fromkeys(complete, "")], dict.fromkeys(inputs, "") | {"question": []}
    yield "numbers", [{**complete, last: 1.0}], {**inputs, first: 1e16, "question": FLOATS}


def _sample(name: str, signature: Any, demos: list[Case], inputs: Case) -> Case:
    saved = dspy.Predict(signature).dump_state()["signature"]
    loaded = signature.load_state(saved)
    shape = describe(next(one for one in SAMPLES.values() if one.fields.keys() == signature.fields.keys()))
    return {
        "name": name,
        **shape,
        "saved": saved,
        "demos": demos,
        "inputs": inputs,
        "messages": _format(loaded, demos, inputs),
    }


def _format(signature: Any, demos: list[Case], inputs: Case) -> list[Case]:
    messages: list[Case] = adapter.format(signature, [dict(demo) for demo in demos], dict(inputs))
    return messages
