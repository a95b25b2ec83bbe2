"""Printing and reporting what harms whoever reads it."""

import json

import pytest
from arena import Arena
from attack import Attack, printed

LIMIT = {"outputBytes": 10_000, "wallSeconds": 20}
FLOODS = {
    "100 MB without a line's end": "for _ in range(100): os.write(1, b'x' * 1_000_000)",
    "100 MB of complaints": "for _ in range(100): os.write(2, b'x' * 1_000_000)",
    "of children": "for _ in range(4):\n    if os.fork() == 0:\n        while True: os.write(1, b'x' * 50_000)\nos.wait()",
    "progress": "from kaiseki.context import current\nwhile True: os.write(current().progress, b'{\"fraction\": 0.5}\\n' * 3_000)",
    "progress without a line's end": "from kaiseki.context import current\nwhile True: os.write(current().progress, b'[' * 60_000)",
}
BOUNDED_FLOOD = Attack("for _ in range(30): os.write(1, b'x' * 100_000 + b'\\n')", ("output",), LIMIT)


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends(arena: Arena, name: str) -> None:
    assert arena.endure(Attack(FLOODS[name], ("output",), LIMIT)).breaches == []


def test_what_is_kept_of_an_output_is_bounded_and_text(arena: Arena) -> None:
    attack = Attack(
        "for part in (b'\\xff\\xfe\\x80' * 3_000, b'\\xed\\xa0\\x80' * 3_000, b'\\0' * 9_000, b'\\x1b]0;title\\x07\\x1b[2J' * 900):\n"
        "    os.write(1, part); os.write(2, part)\nprint()",
        given=LIMIT,
    )
    aftermath = arena.endure(attack)
    assert aftermath.breaches == []
    for stream in ("stdout", "stderr"):
        kept = aftermath.manifest[stream]
        assert kept["bytes"] > 30_000
        # A broken byte becomes one character, which UTF-8 writes in three bytes.
        assert len((kept["head"] + kept["tail"]).encode()) <= 3 * LIMIT["outputBytes"]
    assert "\N{REPLACEMENT CHARACTER}" in printed(aftermath.manifest)


def test_progress_is_one_line_of_text_whatever_is_written(arena: Arena) -> None:
    attack = Attack("""
from kaiseki.context import current
for line in (b"no json", b"[]", b"[" * 4_000, b'{"fraction": 1e999, "text": 7}', b'{"fraction": "1", "text": {}}', b"\\xff", b"",
             b'{"fraction": -7, "text": "' + b"x" * 9_000 + b'"}'):
    os.write(current().progress, line + b"\\n")
os.write(current().progress, b'{"fraction": 7, "text": "\\\\u001b[2J\\\\u202eon\\\\ud800\\\\n"}\\n')
time.sleep(1)
""")
    aftermath = arena.endure(attack)
    assert aftermath.breaches == []
    progress = arena.stored_by_attack("progress.json")
    assert progress is not None
    assert json.loads(progress) == {"fraction": 1.0, "text": "[2Jon"}


@pytest.mark.parametrize(
    "program",
    [
        "os.closerange(0, 400)\nos._exit(0)",
        "for one in range(400):\n    try: os.dup2(os.open('/dev/full', os.O_WRONLY), one)\n    except OSError: pass\nos._exit(0)",
        "os.close(3)\nos.close(1)\nos.dup2(os.open('/tmp/x', os.O_RDWR | os.O_CREAT), 1)\nos._exit(0)",
        "sys.stdout = sys.stderr = sys.stdin = None\nos._exit(0)",
        "import io\nsys.stdout.detach()\nsys.stderr.buffer.close()\nos._exit(0)",
    ],
)
def test_a_job_that_takes_its_own_descriptors_away_ends_like_any_other(arena: Arena, program: str) -> None:
    aftermath = arena.endure(Attack(program))
    # It could not say that it came to its end, and no more than that.
    assert aftermath.breaches == ["did not come to its end"]


def test_no_descriptor_leads_anywhere_else(arena: Arena) -> None:
    attack = Attack(
        """
import fcntl, kaiseki
for one in range(400):
    path = f"/proc/self/fd/{one}"
    if not os.path.lexists(path): continue
    target = os.readlink(path)
    if target.startswith(("pipe:", "socket:")) and one > 2: os.set_blocking(one, False)
    elif target == "/dev/null": pass
    elif one > 3 and target.startswith("/memfd:"):
        attempt(f"writing to {target}", lambda: os.write(one, b"x"))
        attempt(f"cutting {target}", lambda: os.ftruncate(one, 0))
        attempt(f"writing to {target} again", lambda: os.write(os.open(path, os.O_RDWR), b"x"))
        attempt(f"unsealing {target}", lambda: fcntl.fcntl(one, fcntl.F_ADD_SEALS, 0))
    elif not target.startswith("pipe:"): print("BREACH holds", target)
pipes = [one for one in range(400) if os.path.exists(f"/proc/self/fd/{one}")]
attempt("reading what it wrote", lambda: os.set_blocking(1, False) or os.read(1, 1))
print("")
os.set_blocking(1, True)
""",
        given={"datasets": {"data": b"x" * 100}, "artifacts": {"model": b"y" * 100}},
    )
    assert arena.endure(attack).breaches == []


def test_control_without_an_end_of_floods(unguarded: Arena) -> None:
    assert unguarded.endure(BOUNDED_FLOOD).breaches == ["ended as succeeded: nothing stopped it"]


def test_a_flood_that_would_end_is_one_too(arena: Arena) -> None:
    assert arena.endure(BOUNDED_FLOOD).breaches == []
