"""Having more processes than allowed, or processes that outlive the job, or a user that is another job's."""

import os
import signal
from pathlib import Path

import pytest
from arena import Arena, Weaken, WeakenHost, await_true
from attack import PRELUDE, Attack, printed
from kit import descendants
from weakened import Change

LIMIT = {"processes": 24, "wallSeconds": 2}
FAILS = ("processes", "time", "memory")

# Bounded by itself, so that nothing happens to the machine where the wall is missing.
MANY_CHILDREN = Attack(
    """
pids = []
try:
    for _ in range(100):
        pid = os.fork()
        if pid == 0:
            time.sleep(60)
            os._exit(0)
        pids.append(pid)
    print("BREACH has", len(pids), "children")
except OSError:
    pass
for pid in pids: os.kill(pid, signal.SIGKILL)
for pid in pids: os.waitpid(pid, 0)
""",
    ("succeeded", "processes"),
    {"processes": 24, "wallSeconds": 10},
)
BOMBS = {
    "children": MANY_CHILDREN,
    "a fork bomb": Attack(
        """
while True:
    try: os.fork()
    except OSError: pass
""",
        FAILS,
        LIMIT,
    ),
    "a fork bomb whose parents go": Attack(
        """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
first = os.getpid()
while True:
    try:
        if os.fork():
            if os.getpid() != first: os._exit(0)
        else: os.setsid()
    except OSError: pass
""",
        FAILS,
        LIMIT,
    ),
    "threads": Attack(
        """
threading.stack_size(65536)
held = threading.Event()
for _ in range(100): threading.Thread(target=held.wait, daemon=True).start()
print("BREACH has a hundred threads")
""",
        ("processes",),
        LIMIT,
    ),
    "threads of children": Attack(
        """
threading.stack_size(65536)
def start_threads():
    try:
        for _ in range(10): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError: return
    open(f"/tmp/full-{os.getpid()}", "w")
    time.sleep(2)
for _ in range(10):
    try:
        if os.fork() == 0:
            start_threads()
            os._exit(0)
    except OSError: pass
time.sleep(1)
full = [name for name in os.listdir("/tmp") if name.startswith("full-")]
if len(full) > 3: print("BREACH", len(full), "children have ten threads each")
""",
        ("succeeded", "processes"),
        LIMIT,
    ),
}

DAEMON = """
def daemon():
    os.setsid()
    if os.fork(): os._exit(0)
    for number in signal.valid_signals():
        try: signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError): pass
    libc.prctl(1, 0)
    os.closerange(0, 400)
    while True: time.sleep(0.01)
"""
OUTLIVING = {
    "a daemon": Attack(DAEMON + "in_child(daemon)"),
    "daemons that hold the output open": Attack(
        DAEMON.replace("    os.closerange(0, 400)\n", "") + "for _ in range(3): in_child(daemon)"
    ),
    "a stopped child": Attack("""
if os.fork() == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
    while True: time.sleep(1)
time.sleep(0.1)
"""),
    "a child that waits for nobody": Attack("""
if os.fork() == 0:
    os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.sigwait([signal.SIGUSR1])
"""),
    "names that are no text": Attack("""
for name in (b"\\xff\\xfe", b"a) R 1 1", b"a\\nUid:\\t0", b") Z 0 0 0"):
    if os.fork() == 0:
        libc.prctl(15, name)
        os.setsid()
        time.sleep(60)
libc.prctl(15, b"\\xff) S 0 (")
time.sleep(0.5)
"""),
    "an end by its own hand": Attack(
        DAEMON + "in_child(daemon)\nos.kill(os.getpid(), signal.SIGKILL)\nos.abort()", ("program", "memory")
    ),
    "an end without a word": Attack(DAEMON + "in_child(daemon)\nos._exit(7)", ("program",)),
    "names that are no text, or look like a user's": Attack("""
for name in (b"\\xff\\xfe", b"\\nUid:\\t0\\t0\\n"):
    libc.prctl(15, name, 0, 0, 0)
    if os.fork() == 0:
        while True: time.sleep(1)
time.sleep(0.5)
"""),
    "children that never stop coming": Attack(
        """
if os.fork() == 0:
    os.setsid()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if os.fork(): os._exit(0)
        except OSError: pass
time.sleep(0.3)
""",
        ("succeeded", "processes"),
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_processes_have_a_limit(arena: Arena, name: str) -> None:
    assert arena.endure(BOMBS[name]).breaches == []


@pytest.mark.parametrize("name", OUTLIVING)
def test_no_process_outlives_its_job(arena: Arena, name: str) -> None:
    assert arena.endure(OUTLIVING[name]).breaches == []


def test_users_that_come_again_reach_nobody(weaken: Weaken, mode: str) -> None:
    """After many jobs a user comes again, in the end that of a neighbour: here after three. The other walls hold."""
    if mode == "container":
        few = Change("executor/zygote_client.py", "UIDS_PER_CONTAINER = 15_000", "UIDS_PER_CONTAINER = 3")
    else:
        few = Change(
            "executor/zygote_client.py",
            "UIDS_PER_SUPERVISOR, UID_RANGES = 30_000, 500",
            "UIDS_PER_SUPERVISOR, UID_RANGES = 30_000, 3",
        )
    arena = weaken(few)
    attack = Attack("""
for pid in [-1, *range(2, 100)]:
    if pid != os.getpid():
        try: os.kill(pid, signal.SIGKILL)
        except OSError: pass
print(os.getuid())
""")
    aftermaths = [arena.endure(attack) for _ in range(4)]
    assert [one.breaches for one in aftermaths] == [[]] * 4
    assert len({printed(one.manifest) for one in aftermaths}) <= 3


def test_nothing_outlives_a_supervisor_that_is_killed(weaken_host: WeakenHost) -> None:
    """Whatever a job has done to be forgotten: the kernel ends it with the zygote."""
    host = weaken_host()
    slot = host.open_slot()
    program = f"{PRELUDE}{DAEMON}\nfor _ in range(3):\n    in_child(daemon)\nimport kaiseki\nkaiseki.progress(1, 'on')\nwhile True: time.sleep(1)"
    prefix = host.assign(slot, program, wallSeconds=60)
    assert host.store.wait(f"/{prefix}progress.json", 30) is not None
    supervisor = host.supervisor_of(slot)
    below = descendants(supervisor)
    assert len(below) >= 4
    os.kill(supervisor, signal.SIGKILL)
    assert await_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), 10)


def test_control_without_a_limit_of_processes(unguarded: Arena) -> None:
    assert unguarded.endure(MANY_CHILDREN).breaches == ["has 100 children"]
