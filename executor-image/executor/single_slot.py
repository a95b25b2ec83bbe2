"""`executor slot`: one container, one slot, until its run or its life is over.

waiting ──assignment──► running ──manifest──► waiting for the next … ──► over: an end in the mailbox, too long
   └──── SIGTERM: waits for nothing more, lets the job end in time ────► without one, a life too old, SIGTERM
"""

import os
import signal
import threading
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import NoReturn

from executor.mailbox import Patience
from executor.probe import probe
from executor.slot import Slot
from executor.workshop import FAILED, Premises

USAGE = "KAISEKI_SLOT and KAISEKI_MAILBOX say which slot this is and where its assignments come"


@dataclass(frozen=True)
class Settings:
    """What a container is started with, by environment variables. Seconds are seconds."""

    slot: str
    mailbox: str
    loopback: str | None
    patience: Patience
    drain_seconds: float


def take_settings(environment: MutableMapping[str, str]) -> Settings:
    """Read the settings, and take the mailbox out of the environment. Raises ValueError, saying which is wrong."""

    def seconds(name: str, default: float) -> float:
        text = environment.get(name, str(default))
        if not text.replace(".", "", 1).isdigit():
            raise ValueError(f"{name} is a number of seconds, not {text!r}")
        return float(text)

    slot, mailbox = environment.get("KAISEKI_SLOT", ""), environment.pop("KAISEKI_MAILBOX", "")
    if not slot or not mailbox:
        raise ValueError(USAGE)
    return Settings(
        slot=slot,
        mailbox=mailbox,
        loopback=environment.get("KAISEKI_LOOPBACK") or None,
        patience=Patience(seconds("KAISEKI_LIFETIME_SECONDS", 3_000), seconds("KAISEKI_IDLE_SECONDS", 900)),
        drain_seconds=seconds("KAISEKI_DRAIN_SECONDS", 100),
    )


def serve_slot() -> NoReturn:
    """Serve the one slot, then end. Raises SystemExit."""
    try:
        settings = take_settings(os.environ)
    except ValueError as error:
        raise SystemExit(f"executor slot: {error}") from error
    # A container's first process gets no signal that it does not handle, and it may be told to end while it starts.
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    premises = Premises(probe())
    slot = Slot(
        settings.slot, settings.mailbox, premises.workshop, lambda _: None, settings.patience, settings.loopback
    )
    # A job that has not ended by then is lost with its launch: it published nothing, another launch may.
    late = threading.Timer(settings.drain_seconds, premises.leave, (FAILED, "the job did not end in time"))
    late.daemon = True
    drain_when_told(slot, late)
    if told.is_set():
        slot.finish()
    slot.start()
    slot.thread.join()
    premises.close(FAILED if slot.failed else 0)


def drain_when_told(slot: Slot, late: threading.Timer) -> None:
    """Have SIGTERM end the slot, at the latest when `late` says so."""

    def drain(*_: object) -> None:
        # Once is enough, and a second one in the middle would wait for ever for the lock that the first holds.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        slot.finish()
        late.start()

    signal.signal(signal.SIGTERM, drain)
