"""Put this process, just forked, into the jail. The order of the steps is the point; see each comment.

Called in a single-threaded child of the zygote; with namespaces it is the first process of a new pid namespace. There
is no way back, and nothing of a job exists yet.
"""

import os
import signal

from executor.jail import container, landlock, linux, rlimits, seccomp
from executor.jail.cell import Cell
from executor.jail.namespaces import enter_namespaces, enter_user_namespace
from executor.jail.root import DEVICES, OUTPUT, SCRATCH_MOUNTS


def enter_jail(cell: Cell) -> list[int]:
    """Jail this process and return descriptors of its `SCRATCH_MOUNTS`, which outlive the mount namespace."""
    reset_signals()
    linux.die_with_parent()
    os.setsid()
    if cell.mode == "container":
        container.take_scratch(cell.uid)
    else:
        enter_namespaces(cell)
    prefer_as_victim()
    os.chdir(OUTPUT)
    scratch = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for folder in SCRATCH_MOUNTS]
    give_up_privileges(cell)
    # setresuid() forgot the death signal. It is set before the filter, which would allow it anyway.
    linux.die_with_parent()
    rlimits.apply(rlimits.limits_at_start(cell.walls.disk_bytes))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    # Until user code runs nobody of the same uid may look into this process.
    linux.set_dumpable(False)
    landlock.restrict(cell.readable, writable=(*SCRATCH_MOUNTS, *(f"/dev/{name}" for name in DEVICES)))
    seccomp.load_filter(cell.seccomp_filter)
    return scratch


def reset_signals() -> None:
    """Undo the zygote's handlers: a job starts like any Python program."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def prefer_as_victim() -> None:
    """When the machine runs out of memory the kernel shall take jobs first."""
    try:
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")
    except OSError:
        return


def give_up_privileges(cell: Cell) -> None:
    """Become the job's user and lose every capability."""
    if cell.mode == "userns":
        # A second user namespace inside the zygote's: it owns none of the mounts, so it cannot undo them, and the
        # process count of its RLIMIT_NPROC is its own.
        enter_user_namespace(linux.NEW_USER)
        linux.drop_bounding_capabilities()
    else:
        linux.drop_bounding_capabilities()
        os.setgroups([])
        os.setresgid(cell.uid, cell.uid, cell.uid)
        os.setresuid(cell.uid, cell.uid, cell.uid)
    linux.drop_capabilities()
