"""Using more memory than allowed, wherever it may hide."""

import pytest
from arena import Arena
from attack import Attack
from memory_programs import SOCKETS

LIMIT = {"memoryBytes": 150 << 20, "wallSeconds": 20}


def over_memory(program: str, **given: object) -> Attack:
    return Attack(program, ("memory",), {**LIMIT, **given})


ONE_PROCESS = over_memory("kept = [bytearray(b'x' * 10_000_000) for _ in range(40)]")
# In a container only /dev/shm is in memory: the sum counts.
ATTACKS = {
    "an allocation of 4 GB": over_memory("kept = bytearray(4 << 30)"),
    "one process": ONE_PROCESS,
    "many children": over_memory("""
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(b"x" * 50_000_000)
        time.sleep(10)
        os._exit(0)
for _ in range(8): os.wait()
"""),
    "orphans of children that are gone": over_memory("""
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            kept = bytearray(b"x" * 50_000_000)
            time.sleep(10)
        os._exit(0)
time.sleep(10)
"""),
    "files in memory": over_memory("""
for path in ("/tmp/x", "/out/x", "/dev/shm/x"):
    with open(path, "wb") as file:
        for _ in range(60): file.write(bytes(1_000_000))
kept = bytearray(b"x" * 100_000_000)
time.sleep(3)
"""),
    "files in memory that have no name": over_memory("""
kept = []
for path in ("/tmp/x", "/out/x", "/dev/shm/x"):
    kept.append(open(path, "wb"))
    os.unlink(path)
    for _ in range(60): kept[-1].write(bytes(1_000_000))
kept.append(bytearray(b"x" * 100_000_000))
time.sleep(3)
"""),
    "messages in sockets": over_memory(SOCKETS),
    "page tables": over_memory("""
for _ in range(40):
    if os.fork() == 0:
        wide = mmap.mmap(-1, 3 << 30, flags=mmap.MAP_PRIVATE)
        for place in range(0, len(wide), 2 << 20): wide[place]
        time.sleep(10)
        os._exit(0)
for _ in range(40): os.wait()
"""),
    "a job that would not be the kernel's first victim": over_memory("""
attempt("no victim at all", lambda: open("/proc/self/oom_score_adj", "w").write("-1000"))
try: open("/proc/self/oom_score_adj", "w").write("0")
except OSError: pass
kept = [bytearray(b'x' * 10_000_000) for _ in range(40)]
"""),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_memory_has_a_limit(arena: Arena, name: str) -> None:
    assert arena.endure(ATTACKS[name]).breaches == []


def test_memory_that_nobody_could_count_cannot_be_had(arena: Arena) -> None:
    attack = Attack("""
attempt("shared anonymous memory", lambda: mmap.mmap(-1, 1 << 20))
attempt("/dev/zero", lambda: open("/dev/zero", "r+b"))
for name in ("memfd_create", "memfd_secret", "shmget", "msgget", "semget", "userfaultfd", "vmsplice", "add_key", "mq_open"):
    attempt(name, lambda: call(name, 0, 4096, 0o1600, 0, 0))
with socket.socketpair()[0] as one:
    attempt("large socket buffers", lambda: one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20))
import fcntl
attempt("large pipes", lambda: fcntl.fcntl(os.pipe()[0], 1031, 1 << 24))
import resource
for limit in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_MEMLOCK):
    hard = resource.getrlimit(limit)[1]
    attempt("a raised limit", lambda: resource.prlimit(0, limit, (hard + 1, hard + 1)))
""")
    assert arena.endure(attack).breaches == []


def test_control_without_watch_and_control_group(unguarded: Arena) -> None:
    assert unguarded.endure(ONE_PROCESS).breaches == ["ended as succeeded: nothing stopped it"]
