"""How much one job uses, where no control group counts it: by namespaces, or by user in a container without them."""

import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from executor import processes
from executor.jail import container, linux

PROTOCOLS_BYTES = 1 << 16


class Gauge(Protocol):
    """What `Watch` asks. Sizes are bytes."""

    def pids(self) -> list[int]:
        """Return the job's processes."""
        ...

    def outside_of_processes(self) -> int:
        """Return memory that is in no process: files in memory, messages in sockets."""
        ...

    def in_processes(self, pids: list[int], suspicious_from: int) -> int:
        """Return memory of processes, exactly only from `suspicious_from` on."""
        ...

    def disk(self) -> tuple[int, int]:
        """Return (bytes, inodes) on disk; nothing where the kernel bounds them."""
        ...


class NamespaceGauge:
    """A job is what is below its first process; its file systems are its own and bounded by the kernel."""

    def __init__(self, first: int, scratch: Sequence[int]) -> None:
        self.first = first
        self.scratch = scratch

    def pids(self) -> list[int]:
        return list(processes.descendants(self.first))

    def outside_of_processes(self) -> int:
        sockets = processes.sockets(f"/proc/{self.first}/net/protocols")
        return sum(used(folder)[0] for folder in self.scratch) + sockets * processes.largest_socket_bytes()

    def in_processes(self, pids: list[int], suspicious_from: int) -> int:
        return processes.memory_bytes(pids, suspicious_from)

    def disk(self) -> tuple[int, int]:
        return 0, 0


class ContainerGauge:
    """A job is what its user runs. File systems and sockets are the container's: what they have more than at the start.

    So much is certain: while a job runs, nobody else writes to its scratch folders or opens local sockets here.
    """

    def __init__(self, uid: int, scratch: Sequence[int]) -> None:
        self.uid = uid
        in_memory = memory_devices()
        # Several folders may be of one file system: each is counted once.
        by_device = {os.fstat(folder).st_dev: folder for folder in scratch}
        self.memory = [folder for device, folder in by_device.items() if device in in_memory]
        self.disks = [folder for device, folder in by_device.items() if device not in in_memory]
        self.memory_before = total(self.memory)
        self.disk_before = total(self.disks)
        # Of the moment: a child waits for long, and the network may be that of a whole machine.
        self.sockets_before = own_sockets()

    def pids(self) -> list[int]:
        return container.processes_of(self.uid)

    def outside_of_processes(self) -> int:
        sockets = max(0, own_sockets() - self.sockets_before)
        return total(self.memory)[0] - self.memory_before[0] + sockets * processes.largest_socket_bytes()

    def in_processes(self, pids: list[int], suspicious_from: int) -> int:
        with linux.seeing_as(self.uid):
            return processes.memory_bytes(pids, suspicious_from)

    def disk(self) -> tuple[int, int]:
        size, inodes = total(self.disks)
        # A file in memory takes some of the kernel's own, which nothing else here counts.
        in_memory = total(self.memory)[1] - self.memory_before[1]
        return size - self.disk_before[0], inodes - self.disk_before[1] + in_memory


def used(folder: int) -> tuple[int, int]:
    """Return (bytes, inodes) used of the file system that holds a folder."""
    usage = os.fstatvfs(folder)
    return (usage.f_blocks - usage.f_bfree) * usage.f_frsize, usage.f_files - usage.f_ffree


def total(folders: Sequence[int]) -> tuple[int, int]:
    sizes = [used(folder) for folder in folders]
    return sum(size for size, _ in sizes), sum(inodes for _, inodes in sizes)


def own_sockets() -> int:
    """Return the local sockets of this process's network."""
    return processes.count_sockets(os.pread(own_protocols(), PROTOCOLS_BYTES, 0).decode())


@functools.cache
def own_protocols() -> int:
    """Open the file of this process's network once: its count is on the way to a program's first line."""
    return os.open("/proc/thread-self/net/protocols", os.O_RDONLY | os.O_CLOEXEC)


@functools.cache
def memory_devices() -> frozenset[int]:
    """Return the devices of file systems that keep their files in memory; nobody mounts in a container that runs."""
    devices = set()
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        mounted, _, kind = line.partition(" - ")
        if kind.split()[0] in ("tmpfs", "ramfs", "devtmpfs"):
            major, minor = mounted.split()[2].split(":")
            devices.add(os.makedev(int(major), int(minor)))
    return frozenset(devices)


def is_full(folder: int) -> str | None:
    """Return how full a folder's file system is when it is full: the disk of a job that failed for that."""
    usage = os.fstatvfs(folder)
    if usage.f_bfree == 0:
        size = mebibytes(usage.f_blocks * usage.f_frsize)
        return f"disk full at {size} of {size}"
    if usage.f_ffree == 0 and usage.f_files > 0:
        return f"disk full at {usage.f_files - 2} of {usage.f_files - 2} files"
    return None


def mebibytes(size: int) -> str:
    return f"{round(size / (1 << 20))} MiB"
