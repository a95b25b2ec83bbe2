"""Which system calls a job may make. Data only; `derive_filters` turns it into BPF.

An allow-list: what numerical Python, its threads and its child processes need. Everything else that has a name gets
EPERM; numbers without a name (newer than the table) get ENOSYS, because that is what libraries probe for.
"""

import errno

from executor.jail.bpf import ALLOW, ERRNO, Verdict

AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ARCHITECTURES = tuple(AUDIT_ARCHITECTURE)

ALLOWED_BY_CONCERN: dict[str, str] = {
    "files": """
        access faccessat faccessat2 open openat openat2 creat close close_range read readv pread64 preadv preadv2 write
        writev pwrite64 pwritev pwritev2 lseek stat lstat fstat newfstatat statx statfs fstatfs truncate ftruncate
        fallocate fadvise64 readahead fsync fdatasync sync_file_range sendfile copy_file_range dup dup2 dup3 fcntl
        flock getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink
        unlinkat rename renameat renameat2 link linkat symlink symlinkat readlink readlinkat chmod fchmod fchmodat umask
        utime utimes utimensat futimesat pipe pipe2 getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
        cachestat""",
    "memory": """
        brk mmap munmap mremap mprotect msync madvise mincore mlock munlock mlock2 mlockall munlockall membarrier
        get_mempolicy pkey_alloc pkey_free pkey_mprotect""",
    "processes and threads": """
        fork vfork execve execveat exit exit_group wait4 waitid waitpid getpid getppid gettid getpgid getpgrp setpgid
        getsid setsid set_tid_address set_robust_list get_robust_list futex futex_waitv futex_wake futex_wait
        futex_requeue rseq arch_prctl set_thread_area get_thread_area kill tkill tgkill rt_sigaction rt_sigprocmask
        rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait rt_sigqueueinfo rt_tgsigqueueinfo sigaltstack pause
        restart_syscall pidfd_open pidfd_send_signal getrlimit setrlimit getrusage getpriority sched_yield
        sched_getaffinity sched_getparam sched_getscheduler sched_getattr sched_get_priority_max sched_get_priority_min
        sched_rr_get_interval getcpu capget landlock_create_ruleset landlock_add_rule landlock_restrict_self""",
    "who and where": """
        getuid getgid geteuid getegid getresuid getresgid getgroups uname sysinfo times getrandom""",
    "time": """
        time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep alarm getitimer setitimer timer_create
        timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create timerfd_settime timerfd_gettime""",
    "waiting": """
        select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old
        epoll_pwait epoll_pwait2 eventfd eventfd2 signalfd signalfd4""",
    # No network: the only sockets there can be are AF_UNIX (see BY_ARGUMENT), for multiprocessing and asyncio.
    "local sockets": """
        bind connect listen accept accept4 getsockname getpeername getsockopt setsockopt sendto sendmsg sendmmsg
        recvfrom recvmsg recvmmsg shutdown""",
}

AF_UNIX = 1
NEW_NAMESPACES = 0x7E020000
# Memory that is in no process once it is unmapped in part, and in no file system: only a control group could count it.
# multiprocessing and joblib share memory by files in /dev/shm.
MAP_TYPE_AND_ANONYMOUS, MAP_SHARED_ANONYMOUS = 0x2F, 0x21
# What a socket may hold is the system's default, by which the watch counts.
SO_SNDBUF, SO_SNDBUFFORCE = 7, 32
TIOCSTI, TIOCLINUX, TIOCSETD = 0x5412, 0x541C, 0x5423
# PDEATHSIG, NAME, DUMPABLE, SECCOMP and NO_NEW_PRIVS queries, TIMERSLACK, SUBREAPER, THP, SET_VMA: all about oneself.
PRCTL_OPTIONS = (1, 2, 3, 4, 15, 16, 21, 22, 23, 29, 30, 36, 37, 38, 39, 41, 42, 53, 54, 0x53564D41)
EPERM, ENOSYS = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS

BY_ARGUMENT: dict[str, Verdict] = {
    "socket": Verdict(ALLOW, 0, (AF_UNIX,), otherwise=ERRNO | errno.EACCES),
    "socketpair": Verdict(ALLOW, 0, (AF_UNIX,), otherwise=ERRNO | errno.EACCES),
    "mmap": Verdict(EPERM, 3, (MAP_SHARED_ANONYMOUS,), mask=MAP_TYPE_AND_ANONYMOUS, otherwise=ALLOW),
    "setsockopt": Verdict(EPERM, 2, (SO_SNDBUF, SO_SNDBUFFORCE), otherwise=ALLOW),
    "clone": Verdict(ALLOW, 0, (0,), mask=NEW_NAMESPACES),
    # glibc falls back to clone, whose flags lie in a register and can be checked; clone3's lie in memory.
    "clone3": Verdict(ENOSYS),
    "prctl": Verdict(ALLOW, 0, PRCTL_OPTIONS),
    # Pid 0 is oneself: a job of the same uid as another process could cap, renice or pin that process otherwise.
    "prlimit64": Verdict(ALLOW, 0, (0,)),
    "sched_setaffinity": Verdict(ALLOW, 0, (0,)),
    "ioctl": Verdict(EPERM, 1, (TIOCSTI, TIOCLINUX, TIOCSETD), otherwise=ALLOW),
}

KNOWN_BUT_DENIED = Verdict(EPERM)
UNKNOWN = Verdict(ENOSYS)


def verdicts_for(numbers: dict[str, int]) -> dict[int, Verdict]:
    """Return the verdict of every syscall number of one architecture, given its table of names."""
    allowed = {name for names in ALLOWED_BY_CONCERN.values() for name in names.split()}
    table = {number: KNOWN_BUT_DENIED for number in numbers.values()}
    table |= {numbers[name]: Verdict(ALLOW) for name in allowed if name in numbers}
    return table | {numbers[name]: verdict for name, verdict in BY_ARGUMENT.items() if name in numbers}
