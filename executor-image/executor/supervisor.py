"""The supervisor: starts the zygote, serves the slots that its host names, ends everything when its host does."""

import json
import signal
import sys
import threading
from collections.abc import Iterable
from typing import Any, NoReturn

from executor.events import emit, log
from executor.probe import probe, refused
from executor.scope import enter_own_scope
from executor.slot import Slot
from executor.workshop import Premises, Workshop


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
    enter_own_scope()
    finding = probe()
    if finding.mode == "container":
        # Its jobs share their folders: two at a time would be in one another's.
        finding = refused("A container without namespaces is a jail for one slot", "Start it with: slot")
    premises = Premises(finding)
    signal.signal(signal.SIGTERM, lambda *_: premises.leave(0))
    Supervisor(premises.workshop).obey(sys.stdin.buffer)
    premises.close()
