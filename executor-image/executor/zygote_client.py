"""The supervisor's side of the zygote: start it, ask for waiting children, learn how they ended."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from executor import handover
from executor.jail.modes import Mode, Walls
from executor.jail.root import SCRATCH_MOUNTS

# Jobs get uids far from people's and daemons' and below the 65536 ids that a container's user namespace usually maps.
# Supervisors on one machine have ranges of their own. In a container there is but one, its jobs are told apart by
# nothing but the uid, and each odd uid is left to the killer of the job before it (`container.end_user`).
FIRST_UID, UIDS_PER_SUPERVISOR, UID_RANGES = 30_000, 500, 60
UIDS_PER_CONTAINER = 15_000
READY_SECONDS = 120
WAITING_SECONDS = 30

START = (
    "import sys; sys.path.extend(sys.argv[3:]); from executor.zygote import main; main(int(sys.argv[1]), sys.argv[2])"
)

JOB_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "USER": "job",
    "LOGNAME": "job",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/.matplotlib",
    "XDG_CACHE_HOME": "/tmp/.cache",
    # One thread per job is faster than two for nearly everything, and a spinning OpenMP pool on shared processors
    # was seen to take a hundred times as long.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    # pyarrow's allocator would start a thread in the zygote.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "LOKY_MAX_CPU_COUNT": str(min(2, os.cpu_count() or 1)),
}


class ZygoteDied(Exception):
    """The zygote ended, and every job with it. Nothing here can go on."""


class ChildFailed(Exception):
    """A child could not be jailed; its text says at which step."""


@dataclass
class Child:
    """One jailed child, waiting or running.

    `pidfd` becomes readable when its first process is gone, `ended` is set when all are: with namespaces the kernel
    ends the others before the first, in a container the zygote ends them after it.
    """

    name: str
    mode: Mode
    uid: int
    walls: Walls
    channel: socket.socket
    pid: int
    pidfd: int
    # The job's file systems, as `SCRATCH_MOUNTS` lists them: its output first.
    scratch: tuple[int, ...]
    ended: threading.Event = field(default_factory=threading.Event)
    exit_code: int | None = None
    cpu_seconds: float = 0.0

    @property
    def output(self) -> int:
        return self.scratch[0]

    def kill(self) -> None:
        """SIGKILL the child's first process; all others follow it."""
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except ProcessLookupError:
            return

    def close(self) -> None:
        """Close what the supervisor holds of the child; its output is gone afterwards."""
        self.channel.close()
        for descriptor in (self.pidfd, *self.scratch):
            os.close(descriptor)


class Zygote:
    """A running zygote. `fork` may be called from any thread; exits are read by a thread of their own."""

    def __init__(self, mode: Mode, mountpoint: Path, on_death: Callable[[], None]) -> None:
        self.mode = mode
        self.on_death = on_death
        self.lock = threading.Lock()
        self.children: dict[str, Child] = {}
        self.exits: dict[str, tuple[int, float]] = {}
        self.names: Iterator[int] = itertools.count(1)
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = start_process(mode, mountpoint, theirs)
        self.await_ready()
        threading.Thread(target=self.read_exits, name="zygote", daemon=True).start()

    def await_ready(self) -> None:
        self.control.settimeout(READY_SECONDS)
        try:
            message, _, _ = handover.receive(self.control)
        except OSError as error:
            raise ZygoteDied(f"the zygote did not get ready: {error}") from error
        if not message or not message.get("ready"):
            raise ZygoteDied("the zygote ended while it was starting; its last words are on standard error")
        if message["threads"] != 1:
            raise ZygoteDied(f"the zygote has {message['threads']} threads after its imports: forking it is not safe")
        self.control.settimeout(None)

    def fork(self, walls: Walls) -> Child:
        """Return a child that is jailed and waits for its job. Raises ChildFailed, ZygoteDied."""
        number = next(self.names)
        name = f"child-{number}"
        uid = uid_of(self.mode, number)
        ours, theirs = handover.make_pair()
        request = {"child": name, "uid": uid, "diskBytes": walls.disk_bytes, "inodes": walls.inodes}
        try:
            with theirs, self.lock:
                handover.send(self.control, request, [theirs.fileno()])
            ours.settimeout(WAITING_SECONDS)
            message, descriptors, pid = handover.receive(ours)
            if not message or "error" in message or pid is None or len(descriptors) != len(SCRATCH_MOUNTS):
                raise ChildFailed(str((message or {}).get("error", "it ended before it was ready")))
            pidfd = os.pidfd_open(pid)
        except (OSError, ChildFailed) as error:
            ours.close()
            raise ChildFailed(f"a job's child could not be jailed: {error}") from error
        ours.settimeout(None)
        child = Child(name, self.mode, uid, walls, ours, pid, pidfd, tuple(descriptors))
        self.remember(child)
        return child

    def remember(self, child: Child) -> None:
        """Await the child's end; it may have come already."""
        with self.lock:
            self.children[child.name] = child
            early = self.exits.pop(child.name, None)
        if early is not None:
            self.note_exit(child.name, *early)

    def read_exits(self) -> None:
        while True:
            try:
                message, _, _ = handover.receive(self.control)
            except OSError:
                message = None
            if message is None:
                self.on_death()
                return
            self.note_exit(message["child"], message["exit"], message["cpuSeconds"])

    def note_exit(self, name: str, code: int, cpu_seconds: float) -> None:
        with self.lock:
            child = self.children.pop(name, None)
            if child is None:
                self.exits[name] = (code, cpu_seconds)
                return
        child.exit_code, child.cpu_seconds = code, cpu_seconds
        child.ended.set()

    def close(self) -> None:
        """Kill the zygote, and with it every job."""
        self.process.kill()
        self.process.wait()


def uid_of(mode: Mode, number: int) -> int:
    """Return the uid of a supervisor's `number`th child."""
    match mode:
        case "namespaces":
            return FIRST_UID + os.getpid() % UID_RANGES * UIDS_PER_SUPERVISOR + number % UIDS_PER_SUPERVISOR
        case "container":
            return FIRST_UID + 2 * (number % UIDS_PER_CONTAINER)
        case "userns":
            return os.geteuid()


def start_process(mode: Mode, mountpoint: Path, control: socket.socket) -> subprocess.Popen[bytes]:
    """Start the zygote with the jobs' environment and nothing of ours: what it holds, every job could read."""
    settings = {
        "mode": mode,
        "parent": os.getpid(),
        "mountpoint": str(mountpoint),
        "packages": package_folders(),
    }
    command = [sys.executable, "-I", "-B", "-c", START, str(control.fileno()), json.dumps(settings)]
    return subprocess.Popen(
        [*command, *package_folders()],
        env=JOB_ENVIRONMENT,
        pass_fds=(control.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        cwd="/",
    )


def package_folders() -> list[str]:
    """Return the folders that `executor` and `kaiseki` are imported from."""
    folders: list[str] = []
    for package in ("executor", "kaiseki"):
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"the package {package!r} is not on PYTHONPATH")
        folders.append(str(Path(next(iter(spec.submodule_search_locations))).resolve().parent))
    return list(dict.fromkeys(folders))
