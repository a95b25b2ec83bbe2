"""The zygote: imports everything once, then forks one jailed, waiting child per request.

Started by the supervisor as a process of its own (`zygote_client`), so that its memory holds nothing of the
supervisor's. Where there are namespaces it is the first process of its own pid namespace: when it goes, the kernel
kills every job. It stays single-threaded, because a fork copies one thread only and a lock held by another would hang
every child.
"""

import gc
import json
import mimetypes
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from executor import handover
from executor.child import serve_one_job
from executor.jail import container, linux, seccomp
from executor.jail.cell import Cell
from executor.jail.enter import enter_jail
from executor.jail.modes import Mode, Walls
from executor.jail.namespaces import enter_user_namespace
from executor.jail.root import Rebind, build_root, environment_paths


def main(control: int, settings_json: str) -> NoReturn:
    """Become the zygote. `settings`: mode, parent (pid), mountpoint (an empty folder), packages (import folders)."""
    settings = json.loads(settings_json)
    linux.die_with_parent()
    if os.getppid() != settings["parent"]:
        os._exit(1)
    os.setsid()
    os.umask(0o022)
    mode: Mode = settings["mode"]
    if mode == "container":
        # Orphans of a job become children of this process, which sees their end.
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    else:
        become_first_of_namespace(mode, control)
    serve(socket.socket(fileno=control), mode, settings)


def become_first_of_namespace(mode: Mode, control: int) -> None:
    """Return in a process that is the first of a pid namespace; the kernel ends all of it with that process."""
    if mode == "namespaces":
        linux.unshare(linux.NEW_MOUNT | linux.NEW_PID)
    else:
        enter_user_namespace(linux.NEW_USER | linux.NEW_MOUNT | linux.NEW_PID)
    first = os.fork()
    if first:
        # Only the first process forked after unshare(NEW_PID) is inside: this one waits for it, to die with it.
        os.close(control)
        _, status = os.waitpid(first, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    linux.die_with_parent()


def serve(control: socket.socket, mode: Mode, settings: dict[str, Any]) -> NoReturn:
    """Build the root, import, and fork children until the supervisor's end of `control` closes."""
    # Reads files of /etc, which is gone once the root is built.
    mimetypes.init()
    paths = environment_paths(settings["packages"])
    seccomp_filter = seccomp.read_filter()
    readable: tuple[str, ...] = ("/",)
    rebinds: tuple[Rebind, ...] = ()
    if mode == "container":
        readable = container.readable_paths(paths)
    else:
        rebinds = tuple(build_root(settings["mountpoint"], paths))
    warm_up()
    if mode == "container":
        container.empty_scratch()
    handover.send(control, {"ready": True, "threads": thread_count()})
    forks = Forks(control, mode, lambda uid, walls: Cell(mode, uid, walls, readable, rebinds, seccomp_filter))
    wakeups, wakeup_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_writer)
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(wakeups, select.POLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == wakeups:
                os.read(wakeups, 4096)
                forks.report_exits()
            else:
                forks.answer_request()


def warm_up() -> None:
    """Import what jobs use, then take it out of the garbage collector's sight, so that its pages stay shared."""
    import kaiseki

    kaiseki.warm_up()
    gc.collect()
    gc.freeze()
    gc.disable()


def thread_count() -> int:
    return len(os.listdir("/proc/self/task"))


@dataclass
class Fork:
    """A child as the zygote knows it. With `report` set its first process has ended and others of its user have not."""

    name: str
    uid: int
    report: handover.Message | None = None


class Forks:
    """The children this zygote has forked and not yet seen the end of."""

    def __init__(self, control: socket.socket, mode: Mode, cell_of: Callable[[int, Walls], Cell]) -> None:
        self.control = control
        self.in_container = mode == "container"
        self.cell_of = cell_of
        self.own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self.children: dict[int, Fork] = {}

    def answer_request(self) -> None:
        """Fork the child a message asks for; its one descriptor is the child's end of the hand-over socket."""
        request, descriptors, _ = handover.receive(self.control)
        if request is None:
            # As first of the pid namespace: every job dies with this.
            os._exit(0)
        walls = Walls(request["diskBytes"], request["inodes"])
        cell = self.cell_of(request["uid"], walls)
        if not self.in_container:
            # The next fork is the first process of a new pid namespace, without a process in between.
            linux.unshare(linux.NEW_PID)
        pid = os.fork()
        if pid == 0:
            become_child(cell, descriptors[0])
        if not self.in_container:
            linux.set_namespace(self.own_namespace, linux.NEW_PID)
        os.close(descriptors[0])
        self.children[pid] = Fork(request["child"], request["uid"])

    def report_exits(self) -> None:
        """Reap what has ended and tell the supervisor of each child of which nothing is left."""
        for pid, status, usage in reap():
            child = self.children.get(pid)
            if child is not None:
                seconds = usage.ru_utime + usage.ru_stime
                code = os.waitstatus_to_exitcode(status)
                child.report = {"child": child.name, "exit": code, "cpuSeconds": seconds}
                if self.in_container:
                    container.end_user(child.uid)
        for pid, child in list(self.children.items()):
            # Orphans that end later wake this up again: they are this process's children by then.
            if child.report is not None and (not self.in_container or not container.processes_of(child.uid)):
                del self.children[pid]
                handover.send(self.control, child.report)


def reap() -> Iterator[tuple[int, int, resource.struct_rusage]]:
    """Yield (pid, status, usage) of every child that has ended."""
    while True:
        try:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, status, usage


def become_child(cell: Cell, channel_descriptor: int) -> NoReturn:
    """Keep only the hand-over socket, enter the jail, wait for the job. Never returns into the zygote's loop."""
    try:
        # Moved to 3, so that one call closes everything above.
        os.dup2(channel_descriptor, 3, inheritable=False)
        linux.close_descriptors_from(4)
        channel = socket.socket(fileno=3)
        try:
            scratch = enter_jail(cell)
        except BaseException as error:
            handover.send(channel, {"error": f"{type(error).__name__}: {error}"})
            os._exit(125)
        serve_one_job(channel, scratch)
    except BaseException as error:
        sys.stderr.write(json.dumps({"level": "error", "text": f"child: {error!r}"}) + "\n")
    finally:
        os._exit(125)
