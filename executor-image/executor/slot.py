"""A slot: waits at its mailbox with a jailed child at hand, serves one assignment after the other until it is over."""

import contextlib
import threading
import time
from collections.abc import Callable

from executor.assignment import DEFAULT_LIMITS, Assignment, BadAssignment, Limits
from executor.cgroups import Group
from executor.events import emit, place_of
from executor.http_client import HttpClient
from executor.jail.modes import Walls
from executor.launch import INFRASTRUCTURE, Launch, Place
from executor.mailbox import Patience, await_assignment
from executor.workshop import Workshop
from executor.zygote_client import Child

FOREVER = Patience()
LOST = "lost"


class Slot:
    """Serves one mailbox in a thread of its own. `stop` and `close` may be called from any thread."""

    def __init__(
        self,
        name: str,
        mailbox: str,
        workshop: Workshop,
        on_end: Callable[[str], None],
        patience: Patience = FOREVER,
        loopback: str | None = None,
    ) -> None:
        self.name = name
        self.mailbox = mailbox
        self.workshop = workshop
        self.on_end = on_end
        self.patience = patience
        self.client = HttpClient(loopback)
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.launch: Launch | None = None
        # Tokens that were stopped before they came.
        self.stopped: set[str] = set()
        self.ended = False
        self.failed = False
        self.waiting: tuple[Child, Group | None] | None = None
        self.thread = threading.Thread(target=self.run, name=f"slot {name}", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self, token: str) -> None:
        """Kill what runs under the token; if it has not come yet it never will."""
        with self.lock:
            if self.launch is not None and self.launch.assignment.token == token:
                self.launch.stop()
            elif self.ended:
                emit("ended", slot=self.name, token=token, outcome="stopped")
            else:
                self.stopped.add(token)

    def close(self) -> None:
        """Give the slot up: kill what runs, wait for nothing more."""
        self.over.set()
        with self.lock:
            if self.launch is not None:
                self.launch.stop()
            else:
                self.client.interrupt()

    def finish(self) -> None:
        """Wait for nothing more, but let what runs come to its end."""
        self.over.set()
        with self.lock:
            if self.launch is None:
                self.client.interrupt()

    def run(self) -> None:
        # The last is done first, and each whatever becomes of the others.
        with contextlib.ExitStack() as ending:
            ending.callback(emit, "closed", slot=self.name)
            ending.callback(self.on_end, self.name)
            ending.callback(self.end_stopped)
            ending.callback(self.client.close)
            ending.callback(self.dismiss)
            self.serve()

    def end_stopped(self) -> None:
        """Say of every token that was stopped before it came that it never will."""
        with self.lock:
            self.ended = True
            for token in self.stopped:
                emit("ended", slot=self.name, token=token, outcome="stopped")

    def serve(self) -> None:
        url = self.mailbox
        end_of_life = time.monotonic() + self.patience.lifetime
        until = end_of_life
        while not self.over.is_set():
            try:
                self.prepare(DEFAULT_LIMITS)
                assignment = await_assignment(self.client, url, self.over, time.monotonic, until)
                if assignment is None:
                    return
                self.take(assignment)
                if self.failed:
                    # What took this launch may take the next one: the host sees the slot's end and goes elsewhere.
                    return
                url = assignment.next_url
                until = min(end_of_life, time.monotonic() + self.patience.idle)
            except Exception as error:
                self.fail(error, None)
                return

    def take(self, assignment: Assignment) -> None:
        """Run one assignment, unless it was stopped before. Sets `failed` when it is lost or leaves something."""
        launch = Launch(assignment, self.client)
        with self.lock:
            if self.over.is_set():
                # Given up before it began: nothing is said of it, so that another slot may run it.
                self.failed = True
                return
            self.launch = launch
            if assignment.token in self.stopped:
                self.stopped.discard(assignment.token)
                launch.stop()
        outcome = LOST
        try:
            child, group = self.prepare(assignment.limits)
            self.waiting = None
            try:
                place = Place(child, group, self.workshop.inputs, self.workshop.image)
                outcome = launch.run(place)
            finally:
                self.workshop.end(child, group)
        except Exception as error:
            self.fail(error, assignment.token)
        finally:
            with self.lock:
                self.launch = None
            emit("ended", slot=self.name, token=assignment.token, outcome=outcome)

    def fail(self, error: Exception, token: str | None) -> None:
        """Say what went wrong, in the error's own words where these are ours."""
        self.failed = True
        text = str(error) if isinstance(error, (BadAssignment, *INFRASTRUCTURE)) else place_of(error)
        emit("trouble", slot=self.name, token=token, text=text)

    def prepare(self, limits: Limits) -> tuple[Child, Group | None]:
        """Return a waiting child whose file systems have the sizes of `limits`, forking one if there is none."""
        walls = Walls(limits.disk_bytes, limits.inodes)
        if self.waiting is not None and self.waiting[0].walls == walls and self.waiting[0].exit_code is None:
            return self.waiting
        self.dismiss()
        self.waiting = self.workshop.fork(walls)
        return self.waiting

    def dismiss(self) -> None:
        """End the child that waits, if one does."""
        if self.waiting is not None:
            waiting, self.waiting = self.waiting, None
            self.workshop.end(*waiting)
