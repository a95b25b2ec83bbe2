"""The supervisor: starts the zygote, serves the slots that its host names, ends everything when its host does."""

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from executor import cgroups
from executor.events import emit, log
from executor.image import describe_image
from executor.probe import probe
from executor.slot import Slot, Workshop
from executor.zygote_client import Zygote, ZygoteDied

REFUSED, FAILED = 3, 1
FOLDER_PREFIX = "kaiseki-executor-"


class Supervisor:
    """Keeps the slots by name."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.lock = threading.Lock()
        self.slots: dict[str, Slot] = {}

    def obey(self, lines: Iterable[bytes | str]) -> None:
        """Do what the host says, a JSON line each, until it says no more."""
        for line in lines:
            try:
                self.do(json.loads(line))
            except Exception as error:
                # One order that fails, for want of a thread say, must not end what all others do.
                log("error", f"a control line could not be obeyed: {error!r}")

    def do(self, order: dict[str, Any]) -> None:
        if "mailbox" in order:
            self.open(order["slot"], order["mailbox"])
        elif "stop" in order:
            self.stop(order["stop"], order["token"])
        elif "close" in order:
            slot = self.find(order["close"])
            if slot is not None:
                slot.close()

    def open(self, name: str, mailbox: str) -> None:
        slot = Slot(name, mailbox, self.workshop, self.forget)
        with self.lock:
            if name in self.slots:
                return
            self.slots[name] = slot
        try:
            slot.start()
        except RuntimeError:
            self.forget(name)
            emit("closed", slot=name)
            raise

    def stop(self, name: str, token: str) -> None:
        slot = self.find(name)
        if slot is None:
            # Whatever ran there has ended.
            emit("ended", slot=name, token=token, outcome="stopped")
        else:
            slot.stop(token)

    def find(self, name: str) -> Slot | None:
        with self.lock:
            return self.slots.get(name)

    def forget(self, name: str) -> None:
        with self.lock:
            self.slots.pop(name, None)


def serve() -> NoReturn:
    """Run until standard input ends: whoever started this is gone then, and every program goes with it."""
    finding = probe()
    if finding.mode is None:
        emit("refused", reason=finding.reason, install=finding.install)
        sys.exit(REFUSED)
    remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
    mountpoint, inputs = folder / "root", folder / "inputs"
    mountpoint.mkdir()
    inputs.mkdir(mode=0o700)
    ending = threading.Event()

    def on_death() -> None:
        if not ending.is_set():
            leave(folder, FAILED, "the zygote is gone")

    try:
        zygote = Zygote(finding.mode, mountpoint, on_death)
    except ZygoteDied as error:
        leave(folder, FAILED, str(error))
    signal.signal(signal.SIGTERM, lambda *_: leave(folder, 0))
    groups = cgroups.open_parents()
    image = describe_image()
    walls = finding.with_groups(groups is not None)
    emit("ready", mode=walls.mode, holds=walls.holds, missing=walls.missing, pid=os.getpid(), image=image)
    Supervisor(Workshop(zygote, groups, inputs, image)).obey(sys.stdin.buffer)
    ending.set()
    zygote.close()
    if groups is not None:
        end_groups(groups)
    leave(folder, 0)


def end_groups(groups: cgroups.Parents) -> None:
    """Remove what the jobs' groups leave: their processes died with the zygote."""
    for folder in groups.folders():
        for child in folder.glob("child-*"):
            cgroups.remove(child)
    cgroups.close_parents(groups)


def leave(folder: Path, code: int, why: str = "") -> NoReturn:
    """End this process at once, threads and all; the kernel ends the zygote and its jobs with it."""
    if why:
        log("error", why)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(code)


def remove_leftovers() -> None:
    """Remove folders of supervisors that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)
