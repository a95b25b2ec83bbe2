"""Run one job in a waiting child and see it through to its end, whatever it does.

    handed over ──► running ──► (a limit, a stop) killed ──► gone: all its processes dead, its pipes at their end

The loop below is the only reader of the job's pipes and the only one that kills it. It ends when the child's pidfd
says that its first process is gone and the zygote that all are.
"""

import contextlib
import json
import os
import selectors
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from executor import handover
from executor.assignment import Assignment, Limits
from executor.cgroups import Group
from executor.gauge import ContainerGauge, Gauge, NamespaceGauge
from executor.output import HeadAndTail
from executor.progress import ProgressLines
from executor.watch import INTERVAL_SECONDS, Verdict, Watch
from executor.zygote_client import Child, ZygoteDied

CHUNK = 1 << 16
# Printing too much is not a crime: the middle is dropped. Printing without end is.
FLOOD_FACTOR = 64
KILLED_SECONDS = 10


@dataclass
class Ending:
    """How a job ended, seen from outside. `reported` is the child's own (hostile) word, `verdict` ours."""

    exit_code: int
    verdict: Verdict | None
    reported: handover.Message | None
    stdout: HeadAndTail
    stderr: HeadAndTail
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    refused_processes: bool


@dataclass
class Inputs:
    """Open descriptors of what the job is given; closed when it has been handed over."""

    program: int
    named: dict[str, int] = field(default_factory=dict)

    def close(self) -> None:
        for descriptor in (self.program, *self.named.values()):
            with contextlib.suppress(OSError):
                os.close(descriptor)


class Job:
    """One job in one child. `stop` may be called from any thread; everything else from the slot's."""

    def __init__(
        self, child: Child, group: Group | None, limits: Limits, on_progress: Callable[[dict[str, Any]], None]
    ) -> None:
        self.child = child
        self.group = group
        self.limits = limits
        # Before the job begins: whatever is there now is not its.
        self.gauge = gauge_of(child)
        self.progress = ProgressLines(on_progress)
        self.stdout = HeadAndTail(limits.output_bytes)
        self.stderr = HeadAndTail(limits.output_bytes)
        self.reported: handover.Message | None = None
        self.verdict: Verdict | None = None
        self.selector = selectors.DefaultSelector()
        self.wake_reader, self.wake_writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self.wake_lock = threading.Lock()
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Have the job killed at once."""
        self.stopping.set()
        with self.wake_lock:
            if self.wake_writer >= 0:
                # A full pipe wakes too.
                with contextlib.suppress(BlockingIOError):
                    os.write(self.wake_writer, b".")

    def hand_over(self, assignment: Assignment, inputs: Inputs) -> None:
        """Give the waiting child its job. Raises OSError when the child is gone."""
        if self.group is not None:
            self.group.limit(self.limits.memory_bytes, self.limits.processes)
        request = os.memfd_create("request", os.MFD_CLOEXEC)
        os.write(request, json.dumps(request_document(assignment)).encode())
        os.lseek(request, 0, os.SEEK_SET)
        given = {"request": request, "program": inputs.program, **inputs.named}
        writers = {}
        for name, sink in (("stdout", self.stdout.add), ("stderr", self.stderr.add), ("progress", self.progress.add)):
            reader, writers[name] = os.pipe2(os.O_CLOEXEC)
            os.set_blocking(reader, False)
            self.selector.register(reader, selectors.EVENT_READ, sink)
        given |= writers
        try:
            handover.send(self.child.channel, {"names": list(given)}, list(given.values()))
        finally:
            inputs.close()
            for descriptor in (request, *writers.values()):
                os.close(descriptor)

    def see_through(self, wall_seconds: float) -> Ending:
        """Wait for the end, killing the job when it oversteps; at most `wall_seconds` and a little."""
        started = time.monotonic()
        deadline = started + wall_seconds
        watch = Watch(self.child.pid, self.limits, self.group, self.gauge)
        self.child.channel.setblocking(False)
        self.selector.register(self.child.channel, selectors.EVENT_READ, self.note_report)
        self.selector.register(self.child.pidfd, selectors.EVENT_READ, None)
        self.selector.register(self.wake_reader, selectors.EVENT_READ, None)
        next_check = started + INTERVAL_SECONDS
        while not self.turn(min(next_check, deadline)):
            now = time.monotonic()
            if now >= next_check and self.verdict is None:
                self.overstep(watch.check())
                next_check = now + INTERVAL_SECONDS
            if now >= deadline:
                self.overstep(Verdict("time", f"out of time at {wall_seconds:.0f} s of {wall_seconds:.0f} s"))
                deadline = now + KILLED_SECONDS
            self.overstep(self.flood())
            if self.stopping.is_set():
                self.overstep(Verdict("stopped", "stopped"))
        ended = time.monotonic()
        exit_code = self.await_end()
        self.drain()
        if self.group is not None and self.verdict is None and self.group.killed_for_memory():
            self.verdict = watch.out_of_memory()
        return self.ending(watch, exit_code, ended - started)

    def turn(self, until: float) -> bool:
        """Take what has come until then at the latest; True when the job is gone."""
        gone = False
        for key, _ in self.selector.select(max(0.0, until - time.monotonic())):
            if key.fd == self.child.pidfd:
                gone = True
            elif key.data is not None:
                self.take(key)
        return gone

    def take(self, key: selectors.SelectorKey) -> None:
        if key.data == self.note_report:
            self.note_report()
            return
        try:
            data = os.read(key.fd, CHUNK)
        except BlockingIOError:
            return
        if data:
            key.data(data)
        else:
            self.selector.unregister(key.fd)
            os.close(key.fd)

    def note_report(self) -> None:
        """Keep the first thing the child says about its end; never more."""
        try:
            message, descriptors, _ = handover.receive(self.child.channel)
        except OSError:
            message, descriptors = None, []
        for descriptor in descriptors:
            os.close(descriptor)
        if message is None or self.reported is not None:
            self.selector.unregister(self.child.channel)
        else:
            self.reported = message

    def flood(self) -> Verdict | None:
        most = FLOOD_FACTOR * self.limits.output_bytes
        total = self.total_read()
        if total <= most:
            return None
        return Verdict("output", f"printed and reported {total} bytes where {self.limits.output_bytes} are kept")

    def overstep(self, verdict: Verdict | None) -> None:
        """Kill the job for the first reason there is."""
        if verdict is not None and self.verdict is None:
            self.verdict = verdict
            self.child.kill()

    def drain(self) -> None:
        """Read what dead processes left in the pipes, then close them."""
        for key in list(self.selector.get_map().values()):
            while key.data is not None and key.fd in self.selector.get_map():
                before = self.total_read()
                self.take(key)
                if self.total_read() == before:
                    break
        for key in list(self.selector.get_map().values()):
            if key.fd not in (self.child.pidfd, self.child.channel.fileno()):
                os.close(key.fd)
        with self.wake_lock:
            # Under the lock, or a late stop could write into whatever gets this number next.
            os.close(self.wake_writer)
            self.wake_writer = -1
        self.selector.close()

    def total_read(self) -> int:
        return self.stdout.total + self.stderr.total + self.progress.total

    def await_end(self) -> int:
        """Return the exit code, once all processes are gone and nobody can write any more."""
        if not self.child.ended.wait(KILLED_SECONDS) or self.child.exit_code is None:
            raise ZygoteDied("the zygote did not report the end of a job")
        return self.child.exit_code

    def ending(self, watch: Watch, exit_code: int, wall_seconds: float) -> Ending:
        return Ending(
            exit_code=exit_code,
            verdict=self.verdict,
            reported=self.reported,
            stdout=self.stdout,
            stderr=self.stderr,
            wall_seconds=wall_seconds,
            cpu_seconds=max(self.child.cpu_seconds, watch.cpu_seconds),
            peak_bytes=watch.peak(),
            refused_processes=self.group is not None and self.group.refused_processes(),
        )


def gauge_of(child: Child) -> Gauge:
    if child.mode == "container":
        return ContainerGauge(child.uid, child.scratch)
    return NamespaceGauge(child.pid, child.scratch)


def request_document(assignment: Assignment) -> dict[str, object]:
    """Return what the child must know besides its descriptors."""
    limits = assignment.limits
    return {
        "parameters": dict(assignment.parameters),
        "memoryBytes": limits.memory_bytes,
        "processes": limits.processes,
        "cpuSeconds": limits.cpu_seconds,
    }
