"""`API.md` is what the functions say of themselves, and its example runs."""

import inspect
import re
from pathlib import Path

import pandas as pd

import kaiseki
from kaiseki import describe

WRITTEN = Path(describe.__file__).with_name("API.md")


def test_the_description_is_derived():
    assert WRITTEN.read_text(encoding="utf-8") == describe.describe(), (
        "write it again: cd executor-image && python -m kaiseki.describe > kaiseki/API.md"
    )


def test_every_function_of_a_program_is_described():
    public = {getattr(kaiseki, name) for name in kaiseki.__all__} - {kaiseki.warm_up}
    assert public == {one for name, one in describe.FUNCTIONS.items() if "." not in name}
    assert all(inspect.getdoc(one) for one in describe.FUNCTIONS.values())


def test_what_it_says_is_installed_is_what_is_locked():
    found = describe.installed()
    locked = (WRITTEN.parents[1] / "requirements.lock").read_text()
    for name, versions in found.items():
        for version in versions.split(" or "):
            assert re.search(rf"^{name}=={re.escape(version)}[ ;\\]", locked, re.MULTILINE), name
    assert "pandas" in found


def test_the_example_runs(run):
    [program] = re.findall(r"```python\n(.*?)```", WRITTEN.read_text(encoding="utf-8"), re.DOTALL)
    run.begin({"orders": pd.DataFrame({"month": ["2024-01", "2024-02", "2024-02"], "amount": [1.0, 2.0, None]})})
    exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})
    assert [(one["name"], one["value"]) for one in run.records("metric")] == [
        ("orders_without_amount", 1),
        ("total", 3.0),
    ]
    assert [one["name"] for one in run.records("table")] == ["best_month", "amount_by_month"]
    assert run.records("figure")[0]["data"] == "amount_by_month"
    assert "{{table.best_month[0].month}}" in run.records("answer")[0]["markdown"]
