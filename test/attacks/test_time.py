"""Running longer than allowed."""

import pytest
from arena import Arena
from attack import Attack

# Each ends by itself some seconds after the limit, and says so: where the wall is missing it is seen, and ends.
WALL = {"wallSeconds": 1, "cpuSeconds": 60}
CPU = {"wallSeconds": 20, "cpuSeconds": 1}
UNTIL = "until = time.monotonic() + 3\n"
OUTLIVED = "\nprint('BREACH outlived its limit')\n"
DEAF = """
for number in signal.valid_signals():
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
"""


def too_long(program: str, given: dict[str, int] = WALL) -> Attack:
    return Attack(UNTIL + program + OUTLIVED, ("time",), given)


DEAF_LOOP = too_long(DEAF + "while time.monotonic() < until: pass")
ATTACKS = {
    "a loop that ignores all signals": DEAF_LOOP,
    "a loop that catches everything": too_long("""
while time.monotonic() < until:
    try:
        while time.monotonic() < until: pass
    except BaseException: pass
"""),
    "a loop in C": too_long("import re\nre.match('(a+)+b', 'a' * 40)"),
    "sleep": too_long("time.sleep(3)"),
    "stopping itself": too_long("os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(3)"),
    "being stopped by a child": too_long("""
if os.fork() == 0:
    while time.monotonic() < until + 3:
        try: os.kill(os.getppid(), signal.SIGSTOP)
        except OSError: pass
        time.sleep(0.01)
    os._exit(0)
time.sleep(3)
"""),
    "waiting for a stopped child": too_long("in_child(lambda: (os.kill(os.getpid(), signal.SIGSTOP), time.sleep(3)))"),
    "stopping everybody": too_long("""
if os.fork() == 0: time.sleep(60)
try: os.kill(-1, signal.SIGSTOP)
except OSError: pass
time.sleep(3)
"""),
    "waiting for output that nobody reads": too_long("""
reader, writer = os.pipe()
while True: os.write(writer, bytes(65536))
"""),
    "exit handlers": too_long("import atexit\natexit.register(time.sleep, 3)\ntime.sleep(0)").__class__(
        "import atexit\natexit.register(time.sleep, 30)", ("time",), WALL
    ),
    "a thread that does not end": Attack("threading.Thread(target=time.sleep, args=(30,)).start()", ("time",), WALL),
    "processor time": too_long("while time.process_time() < 4: pass", CPU),
    "processor time, deaf to its end": too_long(DEAF + "while time.process_time() < 4: pass", CPU),
    "processor time of children": too_long(
        """
for _ in range(4):
    if os.fork() == 0:
        while time.process_time() < 1.5: pass
        os._exit(0)
for _ in range(4): os.wait()
""",
        CPU,
    ),
    "processor time of many short children that nobody awaits": too_long(
        """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
until = time.monotonic() + 12
while time.monotonic() < until:
    if os.fork() == 0:
        while time.process_time() < 0.02: pass
        os._exit(0)
    time.sleep(0.02)
""",
        CPU,
    ),
    "processor time of threads": too_long(
        """
import numpy
def burn():
    one = numpy.ones((300, 300))
    while time.process_time() < 4: one @ one
burning = [threading.Thread(target=burn) for _ in range(2)]
for one in burning: one.start()
for one in burning: one.join()
""",
        CPU,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_time_has_a_limit(arena: Arena, name: str) -> None:
    assert arena.endure(ATTACKS[name]).breaches == []


def test_killing_all_that_can_be_reached_harms_nobody_else(arena: Arena) -> None:
    attack = Attack("""
for number in (signal.SIGTERM, signal.SIGKILL):
    for pid in [-1, *range(2, 300)]:
        if pid != os.getpid():
            try: os.kill(pid, number)
            except OSError: pass
    try: os.killpg(0, 0)
    except OSError: pass
""")
    attack = Attack("signal.signal(signal.SIGTERM, signal.SIG_IGN)" + attack.program)
    assert arena.endure(attack).breaches == []


def test_a_job_that_kills_its_own_group_only_ends_itself(arena: Arena) -> None:
    attack = Attack("os.killpg(0, signal.SIGKILL)\ntime.sleep(1)", ("succeeded", "program", "memory"))
    assert arena.endure(attack).breaches == []


def test_control_without_a_clock(unguarded: Arena) -> None:
    assert "outlived its limit" in unguarded.endure(DEAF_LOOP).breaches


def test_control_without_a_count_of_processor_time(unguarded: Arena) -> None:
    assert "outlived its limit" in unguarded.endure(ATTACKS["processor time of children"]).breaches
