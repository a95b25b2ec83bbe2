"""A control group per child, where this process may make one: version 1 (memory, pids) or a delegated version 2.

A group bounds all processes of a job together, at once, in the kernel. Where there is none the watchdog of `watch`
does the same by polling.
"""

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

MOUNTS, OWN_GROUPS = Path("/proc/self/mounts"), Path("/proc/self/cgroup")
GROUP_PREFIX = "kaiseki-"
REMOVE_TRIES, REMOVE_PAUSE_SECONDS = 40, 0.005


@dataclass(frozen=True)
class Parents:
    """The folders below which children's groups are made. Version 2 has one for all; `cpu` only counts."""

    memory: Path
    pids: Path
    cpu: Path | None
    version: int

    def folders(self) -> set[Path]:
        return {folder for folder in (self.memory, self.pids, self.cpu) if folder is not None}


@dataclass(frozen=True)
class Group(Parents):
    """One child's control group."""

    def add(self, pid: int) -> None:
        for folder in self.folders():
            write(folder / "cgroup.procs", pid)

    def limit(self, memory_bytes: int, processes: int) -> None:
        """Set what the job may use; called again when the job is known."""
        if self.version == 1:
            write(self.memory / "memory.limit_in_bytes", memory_bytes)
        else:
            write(self.memory / "memory.max", memory_bytes)
            write(self.memory / "memory.oom.group", 1)
            with contextlib.suppress(OSError):
                write(self.memory / "memory.swap.max", 0)
        write(self.pids / "pids.max", processes)

    def killed_for_memory(self) -> bool:
        """Return whether the kernel has killed one of the job's processes for the group's memory."""
        file = "memory.oom_control" if self.version == 1 else "memory.events"
        return counter(self.memory / file, "oom_kill") > 0

    def refused_processes(self) -> bool:
        """Return whether a fork was refused by the group."""
        return counter(self.pids / "pids.events", "max") > 0

    def peak_bytes(self) -> int:
        file = "memory.max_usage_in_bytes" if self.version == 1 else "memory.peak"
        try:
            return int((self.memory / file).read_text())
        except (OSError, ValueError):
            return 0

    def cpu_seconds(self) -> float | None:
        """Return the CPU time of all processes that ever were in the group, None where it is not counted."""
        if self.cpu is None:
            return None
        if self.version == 2:
            return counter(self.cpu / "cpu.stat", "usage_usec") / 1_000_000
        try:
            return int((self.cpu / "cpuacct.usage").read_text()) / 1_000_000_000
        except (OSError, ValueError):
            return None

    def remove(self) -> None:
        """Remove the group; its processes are dead but may still be leaving."""
        for folder in self.folders():
            remove(folder)


def remove(folder: Path) -> None:
    for _ in range(REMOVE_TRIES):
        try:
            folder.rmdir()
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(REMOVE_PAUSE_SECONDS)


def write(file: Path, value: int) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)


def counter(file: Path, name: str) -> int:
    """Return one `name value` line of a group's file, 0 when there is none."""
    try:
        for line in file.read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
    except (OSError, ValueError):
        return 0
    return 0


def open_parents() -> Parents | None:
    """Make this supervisor's own groups and return them, or None where that is not allowed or would not bound memory.

    They are made below the groups this process is in, so that an outer limit keeps holding.
    """
    mounts, own = group_mounts(MOUNTS.read_text()), own_groups(OWN_GROUPS.read_text())
    try:
        if "memory" in mounts and "pids" in mounts and "memory" in own and "pids" in own:
            return version_1_parents(mounts, own)
        if "" in mounts and "" in own:
            return version_2_parents(mounts[""] / own[""].lstrip("/"))
    except OSError:
        return None
    return None


def owns_a_group() -> bool | None:
    """Return whether this process may divide the version 2 group it is in; None where version 1 has the memory."""
    mounts, own = group_mounts(MOUNTS.read_text()), own_groups(OWN_GROUPS.read_text())
    if "memory" in mounts or "" not in mounts or "" not in own:
        return None
    return os.access(mounts[""] / own[""].lstrip("/") / "cgroup.subtree_control", os.W_OK)


def version_1_parents(mounts: dict[str, Path], own: dict[str, str]) -> Parents:
    def open_parent(controller: str) -> Path:
        parent = mounts[controller] / own[controller].lstrip("/")
        sweep(parent)
        folder = parent / f"{GROUP_PREFIX}{os.getpid()}"
        folder.mkdir(exist_ok=True)
        return folder

    cpu = None
    with contextlib.suppress(OSError, KeyError):
        cpu = open_parent("cpuacct")
    return Parents(open_parent("memory"), open_parent("pids"), cpu, 1)


def version_2_parents(own: Path) -> Parents | None:
    """Delegate memory and pids to groups below ours. The kernel wants a group with such children to hold no process,
    so this one moves into a leaf; if others share the group it cannot be done.
    """
    if not {"memory", "pids"} <= set((own / "cgroup.controllers").read_text().split()):
        return None
    sweep(own)
    leaf = own / f"{GROUP_PREFIX}{os.getpid()}-supervisor"
    jobs = own / f"{GROUP_PREFIX}{os.getpid()}"
    leaf.mkdir(exist_ok=True)
    write(leaf / "cgroup.procs", os.getpid())
    try:
        (own / "cgroup.subtree_control").write_text("+memory +pids")
        jobs.mkdir(exist_ok=True)
        (jobs / "cgroup.subtree_control").write_text("+memory +pids")
    except OSError:
        write(own / "cgroup.procs", os.getpid())
        remove(leaf)
        return None
    return Parents(jobs, jobs, jobs, 2)


def sweep(parent: Path) -> None:
    """Remove groups of supervisors that were killed before they could."""
    for folder in parent.glob(f"{GROUP_PREFIX}*"):
        pid = folder.name.removeprefix(GROUP_PREFIX).removesuffix("-supervisor")
        if not pid.isdigit() or Path("/proc", pid).exists():
            continue
        for group in (*folder.glob("child-*"), folder):
            with contextlib.suppress(OSError):
                group.rmdir()


def open_group(parents: Parents, name: str) -> Group:
    """Make one child's group."""
    cpu = None if parents.cpu is None else parents.cpu / name
    group = Group(parents.memory / name, parents.pids / name, cpu, parents.version)
    for folder in group.folders():
        folder.mkdir(exist_ok=True)
    return group


def close_parents(parents: Parents) -> None:
    for folder in parents.folders():
        remove(folder)


def group_mounts(text: str) -> dict[str, Path]:
    """Return where each version 1 controller is mounted, and version 2 under the name ""."""
    mounts: dict[str, Path] = {}
    for line in text.splitlines():
        _, folder, kind, options, *_ = line.split()
        if kind == "cgroup":
            mounts |= {option: Path(folder) for option in options.split(",") if option in ("memory", "pids", "cpuacct")}
        elif kind == "cgroup2":
            mounts[""] = Path(folder)
    return mounts


def own_groups(text: str) -> dict[str, str]:
    """Return this process's group per version 1 controller, and its version 2 group under ""."""
    groups: dict[str, str] = {}
    for line in text.splitlines():
        _, controllers, path = line.split(":", 2)
        groups |= {controller: path for controller in controllers.split(",")}
    return groups
