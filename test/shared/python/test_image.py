"""What the planner knows of the image is what the image has."""

import importlib.util
import json
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "shared/python/describe_image.py"
WRITTEN = json.loads(SCRIPT.with_name("image.json").read_text(encoding="utf-8"))


def derive():
    spec = importlib.util.spec_from_file_location("describe_image", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.image()


def test_the_api_and_the_names_of_kaiseki_are_derived():
    image = derive()
    again = (
        "write it again: PYTHONPATH=executor-image python shared/python/describe_image.py > shared/python/image.json"
    )
    assert WRITTEN["api"] == image["api"], again
    assert WRITTEN["kaiseki"] == image["kaiseki"], again


def test_no_module_that_can_be_imported_here_is_missing():
    # Another Python may lack some that the file has: the file only must not know less.
    image = derive()
    assert set(image["standard"]) <= set(WRITTEN["standard"])
    assert set(image["libraries"]) <= set(WRITTEN["libraries"])


def test_what_only_tests_need_is_not_in_the_image():
    assert not {"pytest", "IPython", "mypy"} & {*WRITTEN["libraries"], *WRITTEN["standard"]}
