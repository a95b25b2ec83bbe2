"""Copies of the executor with a wall taken away, for negative controls: production code has no switch for that."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from kit import EXECUTOR_IMAGE


@dataclass(frozen=True)
class Change:
    """One place of one file of `executor-image`, and what stands there instead."""

    file: str
    old: str
    new: str


# Walls of which each is one attack's and none another's: taken away together, as starting an executor takes seconds.
UNGUARDED = (
    # Sizes, times and counts.
    Change("executor/workshop.py", 'None if mode == "container" else cgroups.open_parents()', "None"),
    Change("executor/watch.py", "used > self.limits.memory_bytes", "used < 0"),
    Change("executor/watch.py", "if self.cpu_seconds <= self.limits.cpu_seconds:", "if True:"),
    Change("executor/watch.py", "if size > self.limits.disk_bytes:", "if False:"),
    Change("executor/jail/modes.py", 'f"size={size},nr_inodes={self.inodes + 2}"', '"size=200m,nr_inodes=9000"'),
    Change("executor/jail/rlimits.py", "        resource.RLIMIT_NPROC: processes,\n", ""),
    Change("executor/job.py", "deadline = started + wall_seconds", "deadline = started + wall_seconds + 10"),
    Change("executor/job.py", "FLOOD_FACTOR = 64", "FLOOD_FACTOR = 64_000"),
    # What comes in and goes out.
    Change("executor/transfer.py", "size != wanted.bytes or digest.hexdigest() != wanted.sha256.lower()", "False"),
    Change("executor/artifacts.py", "dir_fd=folder, follow_symlinks=False)", "dir_fd=folder)"),
    Change("executor/artifacts.py", "os.O_RDONLY | os.O_NOFOLLOW |", "os.O_RDONLY |"),
    Change("executor/artifacts.py", "status.st_nlink != 1", "status.st_nlink < 1"),
    Change("executor/artifacts.py", "if not name.isprintable():", "if False:"),
    Change("executor/failure.py", 'failure=kind if kind in REPORTABLE else "program",', "failure=kind,"),
    Change(
        "executor/job.py",
        "        for descriptor in descriptors:\n            os.close(descriptor)\n        if m",
        "        if m",
    ),
    # What two jobs have in common.
    Change("executor/child.py", "        numpy.random.seed()\n", "        pass\n"),
    Change("executor/child.py", "    multiprocessing.current_process().authkey = os.urandom(32)\n", ""),
    Change(
        "executor/child.py",
        "    gc.enable()\n",
        "    gc.enable()\n    os.environ['TURN'] = str(request['processes'])\n",
    ),
    Change(
        "executor/zygote.py",
        "    kaiseki.warm_up()\n",
        "    os.environ['X'] = 'treasure-of-the-zygote'\n    kaiseki.warm_up()\n",
    ),
)
NO_FILTER = Change("executor/jail/enter.py", "    seccomp.load_filter(cell.seccomp_filter)\n", "")
NO_LANDLOCK = Change("executor/jail/landlock.py", "    if abi < 1:\n", "    if True:\n")
# A job stays root, or in mode userns the owner of the zygote's user namespace.
STAYS_ROOT = Change(
    "executor/jail/enter.py",
    "        linux.drop_bounding_capabilities()\n        os.setgroups([])\n",
    "        return\n",
)
STAYS_OWNER = Change("executor/jail/enter.py", "        enter_user_namespace(linux.NEW_USER)\n", "        return\n")


def weakened_copy(place: Path, changes: tuple[Change, ...]) -> Path:
    """Return a folder, readable by everybody, that holds both packages with the changes made."""
    for package in ("executor", "kaiseki"):
        shutil.copytree(
            EXECUTOR_IMAGE / package, place / package, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
        )
    for change in changes:
        file = place / change.file
        text = file.read_text()
        assert text.count(change.old) == 1, f"{change.file} has {text.count(change.old)} times {change.old!r}"
        file.write_text(text.replace(change.old, change.new))
    place.chmod(0o755)
    return place
