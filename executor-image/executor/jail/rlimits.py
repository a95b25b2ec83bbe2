"""Resource limits of one process: the coarse walls behind cgroups and watchdogs."""

import resource
from collections.abc import Mapping

# Few, as each may be a socket or a pipe whose memory is the kernel's. joblib, loky and pyarrow use some dozens.
OPEN_FILES, MOST_GIVEN_FILES = 128, 200
GIBIBYTE = 1 << 30


def address_space(memory_bytes: int) -> int:
    """Return RLIMIT_AS for a job. Below about 2 GiB numerical libraries fail with misleading texts: stay well above.

    Real memory is bounded by the cgroup or the watchdog; this only turns absurd wishes into MemoryError.
    """
    return max(4 * GIBIBYTE, 2 * memory_bytes)


def limits_at_start(disk_bytes: int) -> dict[int, int]:
    """Return what holds from the moment a child is jailed."""
    return {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: disk_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES + MOST_GIVEN_FILES,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }


def limits_of_job(memory_bytes: int, processes: int, given_files: int) -> dict[int, int]:
    """Return what is known when the job is, with the descriptors it was given."""
    return {
        resource.RLIMIT_AS: address_space(memory_bytes),
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_NOFILE: OPEN_FILES + given_files,
    }


def apply(limits: Mapping[int, int]) -> None:
    """Set soft and hard limits, never above the hard limit this process already has."""
    for kind, wished in limits.items():
        _, hard = resource.getrlimit(kind)
        value = wished if hard == resource.RLIM_INFINITY else min(wished, hard)
        resource.setrlimit(kind, (value, value))


def apply_cpu_seconds(seconds: int) -> None:
    """Bound this process's own CPU time. As first of its pid namespace it survives SIGXCPU: the hard limit kills it."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
