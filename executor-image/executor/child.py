"""A jailed child: prepares itself, waits for its one job, runs it, reports, ends.

Everything that can be done before the job exists is done before: what happens after the hand-over is on the way to
the program's first line.
"""

import gc
import io
import json
import multiprocessing
import os
import socket
import sys
import tempfile
from typing import Any, NoReturn

from executor import handover
from executor.jail import linux, rlimits
from executor.jail.root import OUTPUT, TEMPORARY
from executor.program import run_program

PROGRAM_PATH = f"{TEMPORARY}/program.py"
SETUP_FAILED = 125


REHEARSED = b"""
import os, sys as system
from math import floor, pi
class A:
    def method(self, a, *b, c=1, **d) -> None: return self.x
def f(a=1, *, b: int = 2):
    \"\"\"Doc.\"\"\"
    for i, (x, y) in enumerate(zip([1], (2,))):
        if i > 0 and not x or y != 3: continue
        else: x += y ** 2
    return [v for v in {1, 2}], {"a": 1, **{}}, f"{a:.2f} {b!r}", lambda z: z[0:1]
try:
    with open("/dev/null") as file: f(b=3)[0]
except (OSError, ValueError) as error: raise
finally: print("a", end="", flush=True) if pi < 3 else print(end="", flush=True)
"""


def serve_one_job(channel: socket.socket, scratch: list[int]) -> NoReturn:
    """Tell the supervisor that this child waits, receive the job, run it."""
    forget_the_zygote()
    rehearse()
    handover.send(channel, {"waiting": True}, scratch)
    for folder in scratch:
        os.close(folder)
    request, source, given = receive_job(channel)
    rlimits.apply(rlimits.limits_of_job(request["memoryBytes"], request["processes"], len(given)))
    rlimits.apply_cpu_seconds(request["cpuSeconds"])
    linux.set_dumpable(True)
    gc.enable()
    outcome = run_program(source, PROGRAM_PATH)
    report(channel, outcome)


def receive_job(channel: socket.socket) -> tuple[dict[str, Any], bytes, dict[str, int]]:
    """Await a job and take its place; return its request, its program, and its descriptors that stay open."""
    message, descriptors, _ = handover.receive(channel)
    if message is None:
        os._exit(0)
    given = dict(zip(message["names"], descriptors, strict=True))
    with os.fdopen(given.pop("request"), "rb") as file:
        request = json.load(file)
    with os.fdopen(given.pop("program"), "rb") as file:
        source = file.read()
    redirect_standard_streams(given.pop("stdout"), given.pop("stderr"))
    begin_context(request, given)
    with open(PROGRAM_PATH, "wb") as file:
        # multiprocessing's spawn reads the main module from its file.
        file.write(source)
    return request, source, given


def rehearse() -> None:
    """Take an empty job before the real one is there.

    What this process shares with the zygote the kernel copies, page by page, when it is first written to: now, not on
    the job's time.
    """
    ours, theirs = handover.make_pair()
    given = {"request": offer(b'{"parameters": {}}'), "program": offer(REHEARSED)}
    given |= {"stdout": os.dup(1), "stderr": os.dup(2), "progress": os.dup(2)}
    with ours, theirs:
        handover.send(ours, {"names": list(given)}, list(given.values()))
        for descriptor in given.values():
            os.close(descriptor)
        _, source, given = receive_job(theirs)
    os.close(given["progress"])
    exec(compile(source, PROGRAM_PATH, "exec", dont_inherit=True), {})
    gc.freeze()


def offer(content: bytes) -> int:
    """Return a descriptor from which `content` can be read."""
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return reader


def forget_the_zygote() -> None:
    """Give this child its own randomness and its own /tmp: a fork inherits both."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        # Its global stream, unlike Python's, is not re-seeded by fork: every job would draw the same numbers.
        numpy.random.seed()
    multiprocessing.current_process().authkey = os.urandom(32)
    tempfile.tempdir = None
    os.makedirs(os.environ["MPLCONFIGDIR"], exist_ok=True)
    os.mkdir(f"{OUTPUT}/.kaiseki")
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def redirect_standard_streams(stdout: int, stderr: int) -> None:
    """Put the pipes in the place of the zygote's streams, for this process and all it starts."""
    for descriptor, place in ((stdout, 1), (stderr, 2)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8", line_buffering=True
    )
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=True,
    )
    vars(sys).update(__stdin__=sys.stdin, __stdout__=sys.stdout, __stderr__=sys.stderr)


def begin_context(request: dict[str, Any], given: dict[str, int]) -> None:
    """Tell the `kaiseki` module where this job's inputs are; names of descriptors are `dataset:x`, `artifact:y`."""
    from kaiseki.context import Context, begin

    def named(kind: str) -> dict[str, int]:
        return {name.removeprefix(kind): given[name] for name in given if name.startswith(kind)}

    context = Context(
        datasets=named("dataset:"),
        artifacts=named("artifact:"),
        parameters=request["parameters"],
        output=OUTPUT,
        progress=given["progress"],
    )
    begin(context)


def report(channel: socket.socket, outcome: dict[str, Any]) -> NoReturn:
    """Tell how the program ended. The supervisor believes no more of it than what the program may say of itself."""
    code = 0 if outcome["failure"] is None else 1
    try:
        handover.send(channel, outcome)
    except OSError:
        # The program closed or filled the socket: the exit code says enough.
        os._exit(code)
    os._exit(code)
