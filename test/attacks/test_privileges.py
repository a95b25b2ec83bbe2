"""Becoming somebody else, or making the kernel do what a job may not."""

from arena import Arena, Weaken
from attack import Attack, printed
from weakened import NO_FILTER, NO_LANDLOCK, STAYS_OWNER, STAYS_ROOT, Change

# With arguments that do no harm where the call is let through: it fails for another reason then, and that is seen.
CALLS = Attack("""
calls = '''acct add_key adjtimex bpf capset chown chroot clock_adjtime clock_settime create_module delete_module fanotify_init fanotify_mark
fchown fchownat finit_module fsconfig fsmount fsopen fspick get_kernel_syms init_module io_setup io_uring_enter io_uring_register
io_uring_setup ioperm iopl ioprio_set kcmp kexec_file_load kexec_load keyctl lchown lookup_dcookie mbind memfd_create memfd_secret
migrate_pages mknod mknodat modify_ldt mount mount_setattr move_mount move_pages name_to_handle_at nfsservctl open_by_handle_at
open_tree perf_event_open personality pidfd_getfd pivot_root process_madvise process_mrelease process_vm_readv process_vm_writev ptrace
quotactl quotactl_fd request_key sched_setattr sched_setparam sched_setscheduler seccomp semget set_mempolicy setdomainname setfsgid
setfsuid setgid setgroups sethostname setns setpriority setregid setresgid setresuid setreuid settimeofday setuid setxattr shmat shmget
msgget splice swapoff swapon sysfs syslog tee umount2 unshare uselib userfaultfd vmsplice removexattr lsetxattr fsetxattr mq_open'''.split()
for name in calls:
    try: call(name, -1, -1, -1, -1, -1, -1)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOSYS): print("BREACH the kernel looks at", name, errno.errorcode[error.errno])
    else: print("BREACH", name)
namespaces = {"time": 0x80, "mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
for name, flag in namespaces.items():
    def clone():
        pid = call("clone", flag | signal.SIGCHLD, 0, 0, 0, 0)
        if pid == 0: os._exit(0)
        os.waitpid(pid, 0)
    attempt(f"a {name} namespace", clone)
arguments = ctypes.create_string_buffer(struct.pack("<11Q", 0x10000000, *[0] * 3, signal.SIGCHLD, *[0] * 6))
attempt("clone3", lambda: call("clone3", arguments, 88))
attempt("a terminal's input", lambda: call("ioctl", 0, 0x5412, b"x"))
attempt("the same with its upper half set", lambda: call("ioctl", 0, 1 << 32 | 0x5412, b"x"))
attempt("keeping capabilities", lambda: call("prctl", 8, 1, 0, 0, 0))
attempt("a filter of its own", lambda: call("prctl", 22, 0, 0, 0, 0))
attempt("letting others trace it", lambda: call("prctl", 0x59616D61, -1, 0, 0, 0))
attempt("speculation", lambda: call("prctl", 53, 0, 0, 0, 0))
""")

FOREIGN_CODE = """
import platform
kept = []
if platform.machine() == "x86_64":
    def run(code):
        memory = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
        memory.write(code)
        kept.append(memory)
        return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    # mov eax, 20 (getpid); int 0x80; ret, and the same number as call of the x32 ABI.
    for name, code in {"int 0x80": bytes.fromhex("b814000000cd80c3"), "x32": bytes.fromhex("b8270000400f05c3")}.items():
        if not os.WIFSIGNALED(status := in_child(run(code))) or os.WTERMSIG(status) != signal.SIGSYS: print("BREACH", name, status)
"""

IDENTITY = Attack("""
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status[name], 16): print("BREACH", name, status[name].strip())
if status["NoNewPrivs"].strip() != "1": print("BREACH may get new privileges")
if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid(), *os.getresuid(), *os.getresgid(), *os.getgroups()): print("BREACH is root, or of its group")
for other in (0, os.getuid() + 1, os.getuid() - 1, 65534 if os.getuid() != 65534 else 1):
    for name in ("setuid", "seteuid", "setgid", "setegid"):
        attempt(f"{name} {other}", lambda: getattr(os, name)(other))
    attempt(f"setresuid {other}", lambda: os.setresuid(other, other, other))
    attempt(f"setresgid {other}", lambda: os.setresgid(other, other, other))
    attempt(f"a file of {other}", lambda: os.chown("/tmp/program.py", other, -1))
attempt("more groups", lambda: os.setgroups([0]))
for path in ("/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups", "/proc/self/loginuid"):
    attempt(path, lambda: os.write(os.open(path, os.O_WRONLY), b"0 0 1"))
""")

# With a set-user-id file in effect the loader is deaf to this variable; without it, it prints what the kernel said.
SETUID_FILES = Attack("""
found = 0
for folder in {os.path.realpath(one) for one in ("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/lib/openssh", "/usr/lib/dbus-1.0")}:
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        path = os.path.join(folder, name)
        if not os.path.isfile(path) or os.path.islink(path) or not os.stat(path).st_mode & 0o6000: continue
        found += 1
        try: said = subprocess.run([path, "--version"], env={"LD_SHOW_AUXV": "1"}, stdin=subprocess.DEVNULL, capture_output=True, timeout=1).stdout
        except subprocess.TimeoutExpired as error: said = error.stdout or b""
        except OSError: continue
        if not re.search(rb"AT_SECURE: +0", said): print("BREACH", path, "runs as its owner")
open("/tmp/own", "w").write("x")
attempt("a set-user-id file of its own, as root's", lambda: os.chown("/tmp/own", 0, 0))
print(found, "set-user-id files")
""")

PARENT = Attack("""
import resource
parent, pids = os.getppid(), [int(name) for name in os.listdir("/proc") if name.isdigit()]
own = {os.getpid()}
for pid in {parent, 1, 2, *pids} - own - {0}:
    for number in (0, signal.SIGCONT, signal.SIGTERM, signal.SIGKILL):
        attempt(f"signal {number} to {pid}", lambda: os.kill(pid, number))
    attempt(f"ptrace {pid}", lambda: call("ptrace", 16, pid, 0, 0))
    attempt(f"seize {pid}", lambda: call("ptrace", 0x4206, pid, 0, 0))
    attempt(f"limits of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE))
    attempt(f"new limits of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (5, 5)))
    attempt(f"processors of {pid}", lambda: os.sched_setaffinity(pid, {0}))
    attempt(f"priority of {pid}", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
    attempt(f"a signal by a handle of {pid}", lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL))
    attempt(f"a descriptor of {pid}", lambda: call("pidfd_getfd", os.pidfd_open(pid), 0, 0))
    attempt(f"namespaces of {pid}", lambda: call("setns", os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY), 0))
    # The group 1 would be everybody, of whom this may kill none; the kernel calls that a success.
    attempt(f"the process group of {pid}", lambda: pid > 1 and os.killpg(pid, signal.SIGKILL))
    attempt(f"the session of {pid}", lambda: os.setpgid(pid, os.getpid()))
    local, remote = struct.pack("<2Q", 0, 0), struct.pack("<2Q", 0, 0)
    attempt(f"memory of {pid}", lambda: call("process_vm_readv", pid, local, 1, remote, 1, 0))
# Its own children neither: what traces can let a traced process do what its filter forbids.
child = os.fork()
if child == 0: time.sleep(60)
attempt("tracing its own child", lambda: call("ptrace", 16, child, 0, 0))
os.kill(child, signal.SIGKILL)
attempt("letting itself be traced", lambda: call("ptrace", 0, 0, 0, 0))
""")

ROOTS = Attack("""
for name, action in {
    "chroot": lambda: os.chroot("/tmp"),
    "mount": lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, 0),
    "a bind mount": lambda: call("mount", b"/proc", b"/tmp", 0, 4096, 0),
    "a remount": lambda: call("mount", 0, b"/", 0, 32 | 4096, 0),
    "umount": lambda: call("umount2", b"/proc", 2),
    "a device": lambda: os.mknod("/tmp/disk", 0o60666, os.makedev(8, 0)),
    "a character device": lambda: os.mknod("/tmp/memory", 0o20666, os.makedev(1, 1)),
    "climbing out": lambda: os.stat("/..").st_ino != os.stat("/").st_ino,
    "climbing out by the process": lambda: os.listdir(os.path.join("/proc/self/root", "..")) != os.listdir("/"),
    "the old root": lambda: os.listdir("/old"),
}.items():
    attempt(name, action)
""")


def test_no_call_that_jobs_do_not_need_reaches_the_kernel(arena: Arena) -> None:
    assert arena.endure(CALLS).breaches == []


def test_calls_of_another_abi_end_the_caller(arena: Arena) -> None:
    assert arena.endure(Attack(FOREIGN_CODE)).breaches == []


def test_a_job_is_nobody_and_stays_so(arena: Arena, mode: str) -> None:
    """A container may not empty the bounding set; without new privileges there is no way from it to a capability."""
    bounding = ["CapBnd 00000000000000eb"] if mode == "container" else []
    assert arena.endure(IDENTITY).breaches == bounding


def test_set_user_id_files_have_no_effect(arena: Arena, mode: str) -> None:
    """On a machine there are some; the image holds none."""
    aftermath = arena.endure(SETUID_FILES)
    assert aftermath.breaches == []
    assert printed(aftermath.manifest).startswith("0 ") == (mode == "container")


def test_no_other_process_is_traced_killed_or_changed(arena: Arena) -> None:
    assert arena.endure(PARENT).breaches == []


def test_the_root_cannot_be_left(arena: Arena) -> None:
    assert arena.endure(ROOTS).breaches == []


def test_no_core_is_written(arena: Arena) -> None:
    attack = Attack(
        "import resource\nattempt('cores', lambda: resource.setrlimit(resource.RLIMIT_CORE, (1, 1)))\nctypes.string_at(0)",
        ("program",),
    )
    aftermath = arena.endure(attack)
    assert aftermath.breaches == []
    assert aftermath.manifest["artifacts"] == []


def test_every_job_has_a_user_of_its_own(arena: Arena, mode: str) -> None:
    """In mode userns all have the user's own, each in a user namespace in which there is nobody else."""
    place = Attack("print(os.getuid(), *open('/proc/self/uid_map').read().split())")
    seen = [printed(arena.endure(place).manifest).split()[:4] for _ in range(4)]
    if mode == "userns":
        assert seen == [[seen[0][0], seen[0][0], seen[0][0], "1"]] * 4
    else:
        assert len({uid for uid, *_ in seen}) == 4


def test_control_without_filter(weakened: Weaken, mode: str) -> None:
    """Without its capabilities a job still can do little; that the kernel was asked at all is seen.

    In a container the engine's own filter is left, which refuses namespaces and more.
    """
    arena = weakened(NO_FILTER)
    found = arena.endure(CALLS).breaches
    assert "the kernel looks at chown EFAULT" in found
    assert ("a user namespace" in found) == (mode != "container")
    assert arena.endure(Attack(FOREIGN_CODE)).breaches != []
    assert "tracing its own child" in arena.endure(PARENT).breaches


def test_control_without_giving_up_privileges(weakened: Weaken, mode: str) -> None:
    """Root, or in mode userns the owner of the zygote's namespace, keeps its capabilities."""
    found = weakened(STAYS_OWNER if mode == "userns" else STAYS_ROOT).endure(IDENTITY).breaches
    assert any(one.startswith("CapEff") for one in found)
    assert ("is root, or of its group" in found) == (mode != "userns")


def test_control_without_a_pid_namespace_or_a_user_of_its_own(weakened: Weaken, mode: str) -> None:
    """With namespaces a job sees the zygote and others then, and reaches those of its user; in a container root does."""
    walls = [STAYS_ROOT, NO_LANDLOCK]
    if mode != "container":
        shared = Change(
            "executor/zygote.py",
            "            linux.unshare(linux.NEW_PID)\n        pid",
            "            pass\n        pid",
        )
        one_user = Change("executor/zygote_client.py", " + number % UIDS_PER_SUPERVISOR", "")
        walls = [NO_LANDLOCK, shared, one_user]
    attack = Attack("""
for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
    if pid not in (1, os.getpid()): attempt(f"signal 0 to {pid}", lambda: os.kill(pid, 0))
""")
    found = weakened(*walls).endure(attack).breaches
    assert any(one.startswith("signal 0 to") for one in found)
