"""Taking more of the disk than allowed: bytes, names, depth."""

import pytest
from arena import Arena
from attack import Attack

MEGABYTE = 1_000_000
LIMIT = {"diskBytes": 10 * MEGABYTE, "inodes": 500, "wallSeconds": 20, "artifactBytes": 50 * MEGABYTE}
QUIET = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
# Where a job can write, one file after the other, none larger than may be.
FILES_TOGETHER = """
def fill():
    for folder in ("/out", "/tmp"):
        for number in range(6): filled(f"{folder}/{number}", 8_000_000)
    time.sleep(1)
attempt("has 96 MB in files", fill)
"""
# A watchdog looks ten times a second: where it is the wall, more is written until it looks, and is gone with the job.
FILLED = """
def filled(path, size):
    with open(path, "wb", buffering=0) as file:
        while size > 0: size -= file.write(bytes(min(size, 1_000_000)))
"""


def attack(program: str, *ends: str, **given: object) -> Attack:
    return Attack(QUIET + FILLED + program, ends or ("succeeded", "disk"), {**LIMIT, **given})


TOGETHER = attack(FILES_TOGETHER, "succeeded", "disk", "memory")
ATTACKS = {
    "one file of 10 GB": attack(
        "with open('x', 'wb') as file:\n    for _ in range(10_000): file.write(bytes(1_000_000))", "disk"
    ),
    "several files": TOGETHER,
    "one file with a hole of 10 GB": attack(
        "attempt('a hole', lambda: os.truncate(os.open('x', os.O_CREAT | os.O_RDWR), 10 << 30))"
    ),
    "space reserved for 10 GB": attack(
        "attempt('reserved', lambda: os.posix_fallocate(os.open('x', os.O_CREAT | os.O_RDWR), 0, 10 << 30))"
    ),
    "space reserved without being seen": attack("""
file = os.open("x", os.O_CREAT | os.O_RDWR)
attempt("reserved", lambda: call("fallocate", file, 1, 0, 10 << 30))
attempt("reserved far away", lambda: call("fallocate", file, 1, 1 << 40, 1_000_000))
for number in range(20):
    try: call("fallocate", os.open(f"x{number}", os.O_CREAT | os.O_RDWR), 1, 0, 5_000_000)
    except OSError: break
else: print("BREACH reserved 100 MB")
"""),
    "files that are deleted and held open": attack(
        """
kept = []
def hold():
    for folder in ("/out", "/tmp", "/dev/shm") * 4:
        kept.append(open(folder + "/x", "wb", buffering=0))
        os.unlink(kept[-1].name)
        for _ in range(8): kept[-1].write(bytes(1_000_000))
    time.sleep(2)
attempt("holds 96 MB without a name", hold)
""",
        "succeeded",
        "disk",
        "memory",
    ),
    "files that only a mapping holds": attack(
        """
kept = []
def hold():
    for folder in ("/out", "/tmp", "/dev/shm") * 4:
        with open(folder + "/x", "w+b", buffering=0) as file:
            os.unlink(file.name)
            file.truncate(8_000_000)
            kept.append(mmap.mmap(file.fileno(), 8_000_000))
        for place in range(0, 8_000_000, 4096): kept[-1][place] = 1
    time.sleep(2)
attempt("holds 96 MB without a file", hold)
""",
        "succeeded",
        "disk",
        "memory",
        "program",
    ),
    "200,000 tiny files": attack(
        "for number in range(200_000): os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY))", "disk"
    ),
    "200,000 tiny files out of sight": attack(
        """
os.chdir("/tmp")
for number in range(200_000): os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY))
""",
        "disk",
    ),
    "200,000 tiny files in shared memory": attack(
        """
os.chdir("/dev/shm")
for number in range(200_000): os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY))
""",
        "disk",
    ),
    "200,000 names of one file": attack(
        """
open("one", "w")
for number in range(200_000): os.link("one", str(number))
""",
        "disk",
        "program",
    ),
    "200,000 links": attack("for number in range(200_000): os.symlink('x' * 200, str(number))", "disk"),
    "5,000 folders in each other": attack(
        """
for folder in ("/tmp", "/out"):
    os.chdir(folder)
    for _ in range(5_000):
        os.mkdir("d")
        os.chdir("d")
    open("deepest", "w").write("x")
""",
        inodes=20_000,
    ),
    "folders that nobody may enter": attack("""
for folder in ("/tmp", "/out", "/dev/shm"):
    os.makedirs(folder + "/a/b/c")
    open(folder + "/a/b/c/file", "w").write("x")
    os.chmod(folder + "/a/b/c/file", 0)
    os.chmod(folder + "/a/b/c", 0)
    os.chmod(folder + "/a/b", 0)
    os.chmod(folder + "/a", 0)
    attempt("closing the folder itself", lambda: False if os.chmod(folder, 0) is None else None)
"""),
    "the working folder gone": attack("""
import shutil
shutil.rmtree("/out", ignore_errors=True)
attempt("removed its folder", lambda: os.rmdir("/out"))
attempt("renamed its folder", lambda: os.rename("/out", "/tmp/out"))
attempt("renamed its root", lambda: os.rename("/tmp", "/tmp2"))
"""),
    "/dev/shm and /tmp to the brim": attack(
        """
for folder in ("/dev/shm", "/tmp"):
    try: filled(folder + "/x", 9_900_000)
    except OSError: pass
""",
        "succeeded",
        "disk",
        "memory",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_disk_has_a_limit(arena: Arena, name: str) -> None:
    assert arena.endure(ATTACKS[name]).breaches == []


def test_the_next_job_has_all_of_its_disk(arena: Arena) -> None:
    """What a job filled is free again, whether its files had a name or not."""
    half = 6 * MEGABYTE
    fill = (
        QUIET
        + FILLED
        + f"kept = open('/tmp/y', 'wb'); os.unlink('/tmp/y'); filled('/tmp/x', {half}); filled('/out/x', {half})"
    )
    for _ in range(3):
        assert arena.endure(Attack(fill, given={**LIMIT, "artifactBytes": 1})).breaches == []


def test_control_without_sizes(unguarded: Arena) -> None:
    assert "has 96 MB in files" in unguarded.endure(TOGETHER).breaches
