"""Reading what is not the job's, and writing what others will read."""

import outside
from arena import Arena, Weaken
from attack import Attack
from kit import EXECUTOR_IMAGE
from outside import Outside
from weakened import NO_LANDLOCK, STAYS_ROOT, Change

SEARCH = f"""
needle = re.compile(rb"{outside.ANY_SECRET}")
def search(path, size=1 << 20):
    with open(path, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)) as file:
        found = needle.search(file.read(size))
    if found: print("BREACH", path, "holds", found[0].decode())
def search_quietly(path):
    try: search(path)
    except (OSError, ValueError, OverflowError): pass
"""

PROCESSES = Attack(
    SEARCH
    + """
pids = [name for name in os.listdir("/proc") if name.isdigit()]
for pid in [*pids, "self", "thread-self"]:
    for name in ("environ", "cmdline", "auxv", "maps", "stack", "syscall", "io", "mountinfo", "cgroup", "status", "net/unix", "net/tcp"):
        search_quietly(f"/proc/{pid}/{name}")
# Where a job is in no pid namespace of its own it sees the names of others, and no more.
for pid in pids:
    if os.stat(f"/proc/{pid}").st_uid == os.getuid(): continue
    for name in ("fd", "cwd", "root", "map_files"):
        attempt(f"/proc/{pid}/{name}", lambda: os.listdir(f"/proc/{pid}/{name}"))
    for name in ("mem", "environ", "stack", "auxv", "clear_refs"):
        attempt(f"/proc/{pid}/{name}", lambda: open(f"/proc/{pid}/{name}", "rb").read(1))
        attempt(f"writing /proc/{pid}/{name}", lambda: open(f"/proc/{pid}/{name}", "wb"))
"""
)
OWN_MEMORY = Attack(
    SEARCH
    + """
with open("/proc/self/mem", "rb", buffering=0) as memory:
    for line in open("/proc/self/maps"):
        ends = re.match(r"([0-9a-f]+)-([0-9a-f]+) (....)", line)
        start, end = int(ends[1], 16), int(ends[2], 16)
        if ends[3][0] != "r" or line.rstrip().endswith((".so", ".data", "[vvar]", "[vsyscall]", "[vvar_vclock]")): continue
        if ends[3][1] == "w" and ends[3][3] == "s": print("BREACH shares memory that it can write:", line)
        while start < end:
            try: part = os.pread(memory.fileno(), min(1 << 22, end - start), start)
            except (OSError, OverflowError): break
            found = needle.search(part)
            if found: print("BREACH memory holds", found[0].decode()); break
            start += max(1, len(part) - 100) if len(part) < end - start else end - start
for one in range(400):
    try: body = os.pread(one, 1 << 20, 0)
    except OSError: continue
    if needle.search(body): print("BREACH descriptor", one, "holds", needle.search(body)[0].decode())
search("/proc/self/environ")
search("/proc/self/cmdline")
"""
)


def files(there: Outside) -> Attack:
    return Attack(
        SEARCH
        + f"""
attempt("a file of the machine", lambda: open({str(there.secret_file)!r}))
attempt("its folder", lambda: os.listdir({str(there.secret_file.parent)!r}))
for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", *("/root" + name for name in ("/.ssh", "/.aws", "/.bash_history")), "/var/lib/docker",
             "/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/fuse", "/dev/kvm", "/dev/net/tun"):
    attempt(path, lambda: os.listdir(path) if os.path.isdir(path) else open(path, "rb"))
attempt("the kernel's addresses", lambda: open("/proc/kallsyms").read(16).strip("0") != "")
for path in ("/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list", "/proc/sysrq-trigger", "/proc/kpagecount",
             "/sys/kernel/debug", "/sys/kernel/security", "/sys/firmware", "/sys/fs/bpf"):
    attempt(path, lambda: any(os.scandir(path)) if os.path.isdir(path) else any(one for one in open(path, "rb").read(4096).split() if one.strip(b"0")))
import sys
libraries = ("/usr", "/lib", "/.below-scratch", "/proc", "/sys", os.path.realpath(sys.prefix), sys.prefix, sys.base_prefix, "/out", "/tmp/program.py")
looked_at = 0
for folder, inner, names in os.walk("/"):
    inner[:] = [name for name in inner if not os.path.join(folder, name).startswith(libraries)]
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and path != "/tmp/program.py" and looked_at < 20_000:
            looked_at += 1
            search_quietly(path)
"""
    )


WRITES = Attack(f"""
import sysconfig, numpy, kaiseki
def write(path):
    with open(path, "ab") as file: file.write(b"")
folders = ["/", "/etc", "/usr", "/usr/bin", "/usr/lib", "/lib", "/bin", "/dev", "/run", "/var", "/opt", "/home", "/root", "/proc", "/sys", "/app",
    "/sys/fs/cgroup", {str(EXECUTOR_IMAGE)!r}, sys.prefix, sys.base_prefix, os.path.dirname(sys.executable), os.path.dirname(os.__file__),
    os.path.dirname(os.__file__) + "/__pycache__", sysconfig.get_path("purelib"), os.path.dirname(numpy.__file__), os.path.dirname(kaiseki.__file__), *sys.path]
for folder in filter(None, folders):
    for name in ("stolen.py", "sitecustomize.py", "stolen.pth"):
        attempt(f"a file in {{folder}}", lambda: write(os.path.join(folder, name)))
for path in (os.__file__, json.__file__, numpy.__file__, kaiseki.__file__, sys.executable, "/etc/passwd", "/etc/ld.so.cache", "/etc/ld.so.preload"):
    attempt(f"writing {{path}}", lambda: write(path))
    attempt(f"cutting {{path}}", lambda: os.truncate(path, os.path.getsize(path)))
    attempt(f"making {{path}} another's", lambda: os.chmod(path, 0o777))
    attempt(f"removing {{path}}", lambda: os.rename(path, path + ".gone"))
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sys/kernel/modprobe",
             "/proc/sysrq-trigger", "/proc/sys/fs/suid_dumpable", "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/user/max_user_namespaces",
             "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/proc/irq/default_smp_affinity"):
    attempt(f"writing {{path}}", lambda: os.close(os.open(path, os.O_WRONLY)))
if os.getpid() != 1:
    for name in ("oom_score_adj", "mem", "clear_refs", "comm", "loginuid"):
        attempt(f"writing /proc/1/{{name}}", lambda: os.close(os.open(f"/proc/1/{{name}}", os.O_WRONLY)))
""")


def test_no_secret_is_in_any_process(arena: Arena) -> None:
    assert arena.endure(PROCESSES).breaches == []


def test_with_namespaces_there_is_nobody_else(arena: Arena, mode: str) -> None:
    """Neither a process nor a folder; in a container both have names, and no more than names."""
    attack = Attack("""
for pid in os.listdir("/proc"):
    if pid.isdigit() and int(pid) != os.getpid(): print("BREACH sees process", pid)
# The folders on the way to the interpreter are there, and hold nothing else.
needed = [os.path.realpath(one) for one in (sys.prefix, sys.base_prefix, *sys.path)] + [sys.prefix, sys.base_prefix, *sys.path]
for folder in ("/home", "/root", "/var", "/srv", "/mnt", "/opt", "/work"):
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        path = os.path.join(folder, name)
        if not any(one.startswith(path) for one in needed): print("BREACH sees", path)
""")
    found = arena.endure(attack).breaches
    assert found == [] if mode != "container" else found != []


def test_the_environment_is_the_jails(arena: Arena) -> None:
    names = (
        "PATH",
        "HOME",
        "TMPDIR",
        "USER",
        "LOGNAME",
        "LANG",
        "OMP_",
        "OPENBLAS_",
        "MKL_",
        "NUMEXPR_",
        "MPL",
        "XDG_CACHE_HOME",
        "JE_",
        "LOKY_",
        "KMP_",
        "LC_CTYPE",
    )
    attack = Attack(f"for name in os.environ:\n    if not name.startswith({names!r}): print('BREACH knows', name)")
    assert arena.endure(attack).breaches == []


def test_no_secret_is_in_the_jobs_own_memory_environment_or_descriptors(arena: Arena) -> None:
    """Nor is the URL of a mailbox, an input or the output, nor what an earlier job or the neighbour held."""
    arena.endure(Attack("kept = ['treasure-of-the-' + 'attacker'] * 10\nos.environ['X'] = ''.join(kept) * 1000"))
    assert arena.endure(OWN_MEMORY).breaches == []


def test_no_file_of_the_machine_is_read(arena: Arena, there: Outside) -> None:
    assert arena.endure(files(there)).breaches == []


def test_nothing_is_written_that_others_read(arena: Arena) -> None:
    assert arena.endure(WRITES).breaches == []


def test_control_with_a_secret_in_the_zygote(unguarded: Arena) -> None:
    assert "memory holds treasure-of-the-zygote" in unguarded.endure(OWN_MEMORY).breaches


def test_control_with_a_folder_of_the_machine(weakened: Weaken, there: Outside, mode: str) -> None:
    """A folder too many is bound. No folder of the machine is in a container: there root reads what the image has."""
    folder = str(there.secret_file.parent)
    old, new = 'settings["packages"])', f"[*settings['packages'], {folder!r}])"
    walls = [Change("executor/zygote.py", f"environment_paths({old}", f"environment_paths({new}")]
    if mode == "container":
        walls = [STAYS_ROOT, NO_LANDLOCK]
    found = weakened(*walls).endure(files(there)).breaches
    assert ("/etc/shadow" if mode == "container" else "a file of the machine") in found


def test_control_with_a_root_that_can_be_written(weakened: Weaken, mode: str) -> None:
    """A container's root is the engine's to make read-only, whoever the job is; what root may write is in /proc."""
    if mode == "container":
        found = weakened(STAYS_ROOT, NO_LANDLOCK).endure(WRITES).breaches
        assert "writing /proc/1/oom_score_adj" in found
        return
    writable = Change("executor/jail/root.py", '    linux.mount(None, "/", None, root_flags)\n', "")
    owned = Change("executor/jail/root.py", "size=1m,nr_inodes=2000,mode=0755", "size=1m,nr_inodes=2000,mode=0777")
    assert weakened(writable, owned).endure(WRITES).breaches == [], "Landlock holds alone"
    assert "a file in /" in weakened(writable, owned, NO_LANDLOCK).endure(WRITES).breaches
