"""Where attacks are made: one supervisor, a slot that is attacked, a neighbour that runs all the while."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import clean
from attack import Attack, breaches, printed
from kit import Host
from neighbour import Neighbour

PATIENCE_SECONDS = 15
GONE_SECONDS = 10


@dataclass(frozen=True)
class Aftermath:
    """What an attack came to: everything it achieved, and its manifest (empty when the slot is gone)."""

    breaches: list[str]
    manifest: dict[str, Any]


class Arena:
    """Attacks come one after the other into the same slot, and between two of them a job that must find nothing."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.slot, self.number = host.open_slot(), 0
        self.found_first = self.look()
        self.neighbour = Neighbour(host)
        self.processes = self.settled_processes()

    def endure(self, attack: Attack) -> Aftermath:
        """Make an attack; look afterwards at the slot's next job, at the neighbour, and for what is left running."""
        ended = time.time()
        try:
            manifest = self.run(attack.source, **attack.given)
            ended = time.time()
            found = breaches(attack, manifest) + self.differences()
        except AssertionError as error:
            manifest, found = {}, [f"the slot is gone: {error}"]
            self.slot, self.number = self.host.open_slot(), 0
        found += self.neighbour.harm(ended)
        return Aftermath(found + self.left_running(), manifest)

    def run(self, program: str, **given: Any) -> dict[str, Any]:
        """Run a program in the attacked slot. Raises AssertionError when the slot ends without a manifest."""
        self.number += 1
        prefix = self.host.assign(self.slot, program, number=self.number, **given)
        until = time.monotonic() + given.get("wallSeconds", 0) + PATIENCE_SECONDS
        while self.host.store.wait(f"/{prefix}result.json", 0.5) is None and time.monotonic() < until:
            assert not self.is_closed(), "it was closed"
        return self.host.manifest(prefix, 0)

    def is_closed(self) -> bool:
        """Return whether the attacked slot was said to be over since this was last asked."""
        closed = False
        while not self.host.events.empty():
            event = self.host.events.get()
            closed = closed or (event["event"] == "closed" and event["slot"] == self.slot)
        return closed

    def prefix_of_attack(self) -> str:
        """Return where the last attack's launch was stored: one job came after it."""
        return f"/runs/{self.slot}/{self.number - 1}/"

    def token_of_attack(self) -> str:
        return f"{self.slot}/{self.number - 1}"

    def stored_by_attack(self, name: str) -> bytes | None:
        """Return what was published of the last attack under a name."""
        return self.host.store.objects.get(self.prefix_of_attack() + name)

    def forget_files_of_attack(self) -> None:
        """Make room: the store is this process's memory."""
        for path in [
            path for path in self.host.store.objects if path.startswith(self.prefix_of_attack() + "artifacts/")
        ]:
            del self.host.store.objects[path]

    def look(self) -> dict[str, Any]:
        """Return what a job finds."""
        manifest = self.run(clean.PROGRAM)
        assert manifest["outcome"] == "succeeded", manifest["failure"]
        found: dict[str, Any] = json.loads(printed(manifest))
        return found

    def differences(self) -> list[str]:
        """Return what the slot's next job finds that the first did not."""
        found = self.look()
        return [
            f"next job: {name}: {found[name]} instead of {first}"
            for name, first in self.found_first.items()
            if found[name] != first
        ]

    def left_running(self) -> list[str]:
        if await_true(lambda: self.host.process_count() <= self.processes, GONE_SECONDS):
            return []
        return [f"left running: {self.host.process_count()} processes instead of {self.processes}"]

    def settled_processes(self) -> int:
        """Return how many processes there are when nothing is going on: every slot's child waits or runs."""
        counts = [0]

        def is_settled() -> bool:
            time.sleep(0.1)
            counts.append(self.host.process_count())
            return counts[-1] == counts[-2]

        assert await_true(is_settled, GONE_SECONDS)
        return counts[-1]


# Start a host whose executor has some changes, with an arena or without.
Weaken = Callable[..., Arena]
WeakenHost = Callable[..., Host]


def await_true(condition: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
