"""Attacks at the hand-over: of jobs that forge what a child says, and of children that never do what they should."""

import os
import signal
import time
from pathlib import Path

import pytest
from arena import Arena, WeakenHost, await_true
from attack import Attack, printed
from kit import Host, descendants
from weakened import Change

SAY = """
import array
channel = socket.socket(fileno=3)
def say(message, descriptors=()):
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    channel.sendmsg([message if isinstance(message, bytes) else json.dumps(message).encode()], rights)
"""
FORGED = {
    "that it waits again": 'say({"waiting": True}, [os.open("/tmp", os.O_RDONLY)] * 3)',
    "that it could not be jailed": 'say({"error": "no jail"})',
    "an exit of another child": 'say({"child": "child-1", "exit": 0, "cpuSeconds": 0})',
    "a child that is ready": 'say({"ready": True, "threads": 1})',
    "a request for a child": 'say({"child": "x", "uid": 0, "diskBytes": 1 << 40, "inodes": 1 << 30}, [0])',
    "no JSON": 'say(b"\\xff" * 1000)',
    "no object": "say([1, 2, 3])",
    "depth": 'say(b"[" * 100_000)',
    "more than is read": 'say(b"x" * 150_000)',
    "nothing at all": 'try: say(b"")\nexcept OSError: pass',
    "many messages": 'channel.setblocking(False)\ntry:\n    for _ in range(100_000): say({"failure": None})\nexcept OSError: pass',
    "many descriptors": 'channel.setblocking(False)\ntry:\n    for _ in range(200): say({"failure": None}, [0] * 200)\nexcept OSError: pass',
    "descriptors of the largest": 'say({"failure": None}, [os.open("/proc/self/mem", os.O_RDONLY), os.open("/dev/full", os.O_RDWR)])',
}


@pytest.mark.parametrize("name", FORGED)
def test_a_job_that_forges(arena: Arena, name: str) -> None:
    """The first thing that a job says of its end is its own word; whatever it says, nothing else happens."""
    attack = Attack(SAY + FORGED[name] + "\nchannel.detach()")
    assert arena.endure(attack).breaches == []


def test_an_outcome_of_its_own_is_a_jobs_word_and_no_more(arena: Arena) -> None:
    """A job may call itself failed, in words that are cut and classes that are its own to give; not stopped, nor timed out."""
    for kind in ("stopped", "time", "input", "output", "treasure", None, 7, ["memory"]):
        failure = {
            "class": kind,
            "type": "T" * 5_000,
            "message": "m\n\x1b[31m" * 5_000,
            "line": -1,
            "traceback": "\ud800" * 10_000,
            "token": "forged",
        }
        attack = Attack(SAY + f"say({{'failure': {failure!r}}})\nos._exit(0)", ("program",))
        aftermath = arena.endure(attack)
        assert aftermath.breaches == []
        assert aftermath.manifest["token"] == arena.token_of_attack()
        assert len(aftermath.manifest["failure"]["message"]) <= 4_000
        assert aftermath.manifest["failure"]["line"] is None


def test_a_job_that_calls_itself_succeeded_and_is_killed_has_failed(arena: Arena) -> None:
    attack = Attack(SAY + "say({'failure': None})\nwhile True: pass", ("time",), {"wallSeconds": 1})
    assert arena.endure(attack).breaches == []


MANY_DESCRIPTORS = Attack(SAY + "say({'failure': None}, [0] * 100)\nchannel.detach()")


def held(arena: Arena) -> int:
    """Return how many descriptors the supervisor holds."""
    return len(os.listdir(f"/proc/{arena.host.supervisor_of(arena.slot)}/fd"))


def test_descriptors_that_jobs_send_are_closed(arena: Arena) -> None:
    before = held(arena)
    for _ in range(3):
        assert arena.endure(MANY_DESCRIPTORS).breaches == []
    assert held(arena) < before + 50


def test_a_child_that_dies_while_it_waits_is_replaced(arena: Arena, mode: str) -> None:
    """Whatever ended it: the slot's next job finds another one."""
    slot, waiting = open_waiting_slot(arena, mode)
    os.kill(waiting, signal.SIGKILL)
    assert await_true(lambda: not Path("/proc", str(waiting)).exists(), 10)
    # The zygote has told the supervisor when the child is no zombie any more.
    time.sleep(0.2)
    manifest = arena.host.manifest(arena.host.assign(slot, "print('on')"))
    assert (manifest["outcome"], printed(manifest)) == ("succeeded", "on\n")
    arena.host.close_slot(slot)
    assert arena.left_running() == []


def open_waiting_slot(arena: Arena, mode: str) -> tuple[str, int]:
    """Return one more slot, and its child, which is there."""
    assert arena.left_running() == []
    # A container is new with its slot: its zygote and the child. A supervisor of many slots gets but the child.
    before = set() if mode == "container" else set(descendants(arena.host.supervisor_of(arena.slot)))
    slot = arena.host.open_slot()
    supervisor = arena.host.supervisor_of(slot)
    added = 2 if mode == "container" else 1
    assert await_true(lambda: len(set(descendants(supervisor)) - before) >= added, 10)
    arena.settled_processes()
    return slot, newest(set(descendants(supervisor)) - before)


def newest(pids: set[int]) -> int:
    """Return the process that was started last."""
    return max(
        pids,
        key=lambda pid: int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19]),
    )


def test_a_child_that_waits_is_not_reached_by_a_neighbours_job(arena: Arena, mode: str) -> None:
    """Its memory holds nothing yet, and it must be there, unharmed, when its job comes."""
    slot, _ = open_waiting_slot(arena, mode)
    attack = Attack("""
pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
for pid in {*pids, *range(2, 400)} - {os.getpid()}:
    attempt(f"killing {pid}", lambda: os.kill(pid, signal.SIGKILL))
    for name in ("mem", "environ", "fd/3"):
        attempt(f"/proc/{pid}/{name}", lambda: open(f"/proc/{pid}/{name}", "rb"))
""")
    usual, arena.processes = arena.processes, arena.settled_processes()
    assert arena.endure(attack).breaches == []
    manifest = arena.host.manifest(arena.host.assign(slot, "print('on')"))
    assert (manifest["outcome"], printed(manifest)) == ("succeeded", "on\n")
    arena.host.close_slot(slot)
    arena.processes = usual
    assert arena.left_running() == []


# What the second child of a zygote does instead of saying that it waits, the third, and so on.
BROKEN = (
    "__import__('time').sleep(600)",
    "os._exit(0)",
    'handover.send(channel, {"waiting": True}, scratch[:1])',
    "channel.sendall(b'no JSON')",
)


def test_a_child_that_never_becomes_ready_costs_its_slot_and_no_other(weaken_host: WeakenHost, mode: str) -> None:
    """No program does this, they come later; what is broken for whatever reason must not hold up the others."""
    ways = "".join(f"    if child == 'child-{number}': {way}\n" for number, way in enumerate(BROKEN, 2))
    told = "            os.environ['CHILD'] = request['child']\n            become_child(cell, "
    host = weaken_host(
        Change("executor/zygote.py", "            become_child(cell, ", told),
        Change(
            "executor/child.py",
            "    rehearse()\n    h",
            f"    rehearse()\n    child = os.environ.pop('CHILD')\n{ways}    h",
        ),
        Change("executor/zygote_client.py", "WAITING_SECONDS = 30", "WAITING_SECONDS = 2"),
    )
    good = host.open_slot()
    if mode == "container":
        # Each slot has a zygote of its own: there the second child is that of the second job.
        assert host.manifest(host.assign(good, "print('on')"))["outcome"] == "succeeded"
        broken, good = [good], host.open_slot()
    else:
        assert await_true(lambda: host.process_count() >= 3, 10)
        broken = [host.open_slot() for _ in BROKEN]
    assert all(trouble_until_closed(host, slot) for slot in broken)
    assert host.manifest(host.assign(good, "print('on')"))["outcome"] == "succeeded"


def trouble_until_closed(host: Host, slot: str) -> list[str]:
    """Return what was said to be wrong with a slot, to its last word."""
    said: list[str] = []
    passed_over = []
    while True:
        event = host.events.get(timeout=30)
        if event.get("slot") != slot:
            passed_over.append(event)
        elif event["event"] == "closed":
            for one in passed_over:
                host.events.put(one)
            return said
        elif event["event"] == "trouble":
            said.append(event["text"])


def test_control_of_a_supervisor_that_believes_its_jobs(unguarded: Arena) -> None:
    """A class that is not a job's to give is seen when it is taken over."""
    attack = Attack(SAY + "say({'failure': {'class': 'stopped', 'message': 'm'}})\nos._exit(0)", ("program",))
    assert unguarded.endure(attack).breaches == ["ended as stopped: m"]


def test_control_of_a_supervisor_that_keeps_what_it_is_sent(unguarded: Arena) -> None:
    before = held(unguarded)
    unguarded.endure(MANY_DESCRIPTORS)
    assert held(unguarded) >= before + 50
