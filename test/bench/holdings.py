"""What a supervisor and everything below it holds of the machine, as /proc has it."""

import os
from pathlib import Path

from bench_host import kit

KIBIBYTE = 1024
BYTES = ("supervisor memory", "memory below")


def read_gauges(pid: int) -> dict[str, int]:
    """Return counts and bytes; `pid` is the supervisor's, which waits, with no slot open but such as never close."""
    below = sorted(kit.descendants(pid))
    return {
        "supervisor memory": private_bytes(pid),
        "memory below": sum(map(private_bytes, below)),
        "supervisor descriptors": entries(f"/proc/{pid}/fd"),
        "descriptors below": sum(entries(f"/proc/{one}/fd") for one in below),
        "supervisor threads": entries(f"/proc/{pid}/task"),
        "processes below": len(below),
        # The supervisor's own are the machine's.
        "mounts below": sum(len(Path(f"/proc/{one}/mountinfo").read_text().splitlines()) for one in below),
        "temporary files": sum(tree(folder) for folder in temporary_folders(pid)),
        "shared memory files": tree(root_of(pid) / "dev" / "shm"),
        "control groups": sum(tree_of_groups(folder) for folder in own_groups(pid)),
    }


def private_bytes(pid: int) -> int:
    """Return the memory that would come back if the process ended (USS): what forks share is nobody's growth."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    fields = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
    return (fields["Private_Clean"] + fields["Private_Dirty"]) * KIBIBYTE


def entries(folder: str) -> int:
    return len(os.listdir(folder))


def tree(folder: Path) -> int:
    return sum(len(folders) + len(files) for _, folders, files in os.walk(folder))


def root_of(pid: int) -> Path:
    """Return the file systems as a process sees them."""
    return Path("/proc", str(pid), "root")


def temporary_folders(pid: int) -> list[Path]:
    """Return where the supervisor keeps files: its own folder, or all of a container that is its own."""
    root = root_of(pid)
    if os.readlink(f"/proc/{pid}/ns/mnt") != os.readlink("/proc/self/ns/mnt"):
        return [root / "tmp", root / "out", root / "inputs"]
    return list(Path("/tmp").glob(f"kaiseki-executor-{pid}-*"))


def own_groups(pid: int) -> list[Path]:
    return [folder for folder in Path("/sys/fs/cgroup").glob(f"**/kaiseki-{pid}") if folder.is_dir()]


def tree_of_groups(folder: Path) -> int:
    return sum(len(folders) for _, folders, _ in os.walk(folder))
