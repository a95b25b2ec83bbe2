"""What a program can do, and how its end is told."""

import io
import json
import time

import pandas as pd
import pytest
from kit import Host, descendants


def parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def test_a_program_reads_computes_and_leaves(host: Host):
    program = """
import kaiseki
frame = kaiseki.load("data")
kaiseki.progress(0.5, "half")
kaiseki.metric("rows", len(frame) * kaiseki.parameters()["factor"])
kaiseki.table("out", frame)
kaiseki.answer("{{metric.rows}} rows")
print("hello あ")
open("notes.txt", "w").write("kept")
"""
    manifest = host.run(program, datasets={"data": parquet(pd.DataFrame({"a": [1, 2, 3]}))}, parameters={"factor": 2})
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    assert manifest["metrics"] == [{"name": "rows", "value": 6, "baseline": None}]
    assert manifest["answer"] == "{{metric.rows}} rows"
    assert manifest["stdout"]["head"] == "hello あ\n"
    assert {(one["name"], one["kind"]) for one in manifest["artifacts"]} == {
        ("out.parquet", "table"),
        ("out.csv", "table"),
        ("notes.txt", "file"),
    }
    assert manifest["tables"][0]["rows"] == [[1], [2], [3]]


def test_a_figure_comes_with_its_vectors_and_its_data(host: Host):
    program = """
import kaiseki
frame = kaiseki.load()
kaiseki.figure("sales", frame.plot.bar(x="day", y="amount"), "売上", data=frame)
kaiseki.model("model", {"a": 1})
"""
    frame = pd.DataFrame({"day": ["一", "二"], "amount": [1, 2]})
    manifest = host.run(program, datasets={"data": parquet(frame)})
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    assert manifest["stderr"]["head"] == ""
    assert [(one["name"], one["kind"], one["vector"], one["data"]) for one in manifest["artifacts"]] == [
        ("sales.parquet", "table", None, None),
        ("sales.csv", "table", None, None),
        ("sales.png", "figure", "sales.svg", "sales"),
        ("sales.svg", "figure", None, None),
        ("model.joblib", "model", None, None),
        ("model.json", "file", None, None),
    ]


def test_an_error_names_its_line_and_shows_no_frame_of_ours(host: Host):
    manifest = host.run("import kaiseki\n\ndef f():\n    raise ValueError('no such thing')\n\nf()\n")
    failure = manifest["failure"]
    assert (failure["class"], failure["type"], failure["message"], failure["line"]) == (
        "program",
        "ValueError",
        "no such thing",
        4,
    )
    assert "executor/" not in failure["traceback"]
    assert "raise ValueError" in failure["traceback"]


def test_an_error_that_is_a_sentence_stands_alone(host: Host):
    program = """
class TooFew(ValueError):
    is_sentence = True
raise TooFew("There are too few rows.")
"""
    failure = host.run(program)["failure"]
    assert (failure["type"], failure["line"], failure["message"]) == (None, None, "There are too few rows.")
    assert "TooFew" in failure["traceback"]


@pytest.mark.parametrize(
    ("program", "changes", "kind"),
    [
        ("x = [bytearray(20_000_000) for _ in range(100)]", {"memoryBytes": 400 << 20}, "memory"),
        ("while True: pass", {"wallSeconds": 0.5}, "time"),
        ("open('x', 'wb').write(b'x' * 30_000_000)", {"diskBytes": 10_000_000}, "disk"),
        ("for i in range(500): open(f'{i}', 'w')", {"inodes": 100}, "disk"),
        (
            "import os\nfor i in range(200):\n    if os.fork() == 0:\n        import time; time.sleep(60)",
            {"processes": 16},
            "processes",
        ),
        ("while True: print('x' * 100_000)", {"outputBytes": 1000}, "output"),
        ("this is no python", {}, "program"),
        ("import sys; sys.exit('gave up')", {}, "program"),
        ("import os; os._exit(3)", {}, "program"),
        ("import ctypes; ctypes.string_at(0)", {}, "program"),
    ],
)
def test_each_limit_and_failure_has_its_class(host: Host, program: str, changes: dict, kind: str):
    manifest = host.run(program, **changes)
    assert manifest["outcome"] == "failed"
    assert manifest["failure"]["class"] == kind, manifest["failure"]


def test_what_was_done_before_a_failure_is_kept(host: Host):
    manifest = host.run("import kaiseki\nkaiseki.metric('n', 1)\nprint('so far')\nraise SystemExit(1)")
    assert manifest["metrics"] == [{"name": "n", "value": 1, "baseline": None}]
    assert manifest["stdout"]["head"] == "so far\n"


def test_a_slot_serves_the_next_attempt_in_a_fresh_child(host: Host):
    slot = host.open_slot()
    first = host.manifest(
        host.assign(slot, "import os; open('/tmp/left', 'w').write('x'); open('x', 'w'); print(os.getuid())")
    )
    second = host.manifest(
        host.assign(slot, "import os; print(os.path.exists('/tmp/left'), os.listdir('.'), os.getuid())", number=2)
    )
    host.tell(close=slot)
    assert first["outcome"] == second["outcome"] == "succeeded"
    assert second["stdout"]["head"].startswith("False ['.kaiseki']")
    assert first["stdout"]["head"].strip() != second["stdout"]["head"].split()[-1]


def test_stop_kills_within_a_second_and_says_so(host: Host):
    slot = host.open_slot()
    prefix = host.assign(slot, "import kaiseki, time\nkaiseki.progress(0.1, 'on')\nwhile True: time.sleep(0.01)")
    assert host.store.wait(f"/{prefix}progress.json", 20) is not None
    before = time.monotonic()
    host.tell(stop=slot, token=f"{slot}/1")
    manifest = host.manifest(prefix)
    assert manifest["failure"]["class"] == "stopped"
    assert time.monotonic() - before < 5
    host.tell(close=slot)


def test_a_stopped_token_never_starts(host: Host):
    slot = host.open_slot()
    host.tell(stop=slot, token=f"{slot}/1")
    time.sleep(0.2)
    manifest = host.manifest(host.assign(slot, "print('ran')"))
    host.tell(close=slot)
    assert manifest["failure"]["class"] == "stopped"
    assert manifest["stdout"]["head"] == ""


def test_an_input_that_is_not_what_was_announced_is_refused(host: Host):
    slot = host.open_slot()
    prefix = f"runs/{slot}/1/"
    # The object is replaced after its hash was announced, before anybody waits for the assignment.
    assignment_path = f"/slots/{slot}/1"
    real_put = host.store.put
    host.store.put = lambda path, body: real_put(path, b"print('other')" if path.endswith("inputs/program") else body)  # type: ignore[method-assign]
    try:
        host.assign(slot, "print('this!')")
    finally:
        host.store.put = real_put  # type: ignore[method-assign]
    assert assignment_path in host.store.objects
    manifest = host.manifest(prefix)
    host.tell(close=slot)
    assert manifest["failure"]["class"] == "input"


def test_hostile_artifacts_are_not_published(host: Host):
    program = """
import os
os.symlink("/etc/passwd", "link.txt")
open("real.txt", "w").write("x")
os.link("real.txt", "hard.txt")
try:
    os.mkfifo("pipe")
    print("MADE a pipe")
except OSError:
    pass
open("a\\nb", "w").write("x")
os.makedirs("a/b/c/d/e")
open("a/b/c/d/four.txt", "w").write("x")
open("a/b/c/d/e/five.txt", "w").write("x")
open("fine.txt", "w").write("x")
open(".kaiseki/records.jsonl", "a").write('{"record": "metric", "name": "n", "value": "many"}\\nno json\\n')
"""
    manifest = host.run(program)
    assert [one["name"] for one in manifest["artifacts"]] == ["a/b/c/d/four.txt", "fine.txt"]
    assert manifest["metrics"] == []
    assert len(manifest["cut"]) >= 6
    assert manifest["stdout"]["head"] == ""


def test_nothing_of_a_supervisor_is_left_when_its_host_is_gone():
    with Host() as own:
        slot = own.open_slot()
        prefix = own.assign(slot, "import kaiseki, time\nkaiseki.progress(0.1, 'on')\nwhile True: time.sleep(0.01)")
        assert own.store.wait(f"/{prefix}progress.json", 20) is not None
        below = descendants(own.process.pid)
        assert below != []
    left = [pid for pid in below if is_alive(pid)]
    assert left == []


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_manifest_is_strict_json(host: Host):
    manifest = host.run(
        "import kaiseki\nkaiseki.metric('a', float('nan'))\nkaiseki.metric('b', 2**70)\nprint('\\ud800')"
    )
    assert json.loads(json.dumps(manifest, allow_nan=False))["metrics"][0]["value"] is None


def test_every_job_draws_random_numbers_of_its_own(host: Host):
    program = "import random, numpy\nprint(random.random(), numpy.random.random())"
    drawn = [host.run(program)["stdout"]["head"].split() for _ in range(2)]
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]
