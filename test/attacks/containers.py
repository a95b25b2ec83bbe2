"""A host whose every slot is a container of its own, as on Fargate; the checkout's packages lie over the image's."""

import json
import os
import queue
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from disks import Disk
from kit import Host, descendants

from container import ENGINE, run_command

START_SECONDS = 60
# A network of its own, as a Fargate task has, from which the machine's loopback is reached at this address.
NETWORK, LOOPBACK = "slirp4netns:allow_host_loopback=true", "10.0.2.2"


class ContainerHost(Host):
    """The same words as `Host`; a slot that is opened is a container that is started."""

    def __init__(self, packages: Path, environment: Mapping[str, str]) -> None:
        self.open_store()
        self.events = queue.Queue()
        self.count = 0
        self.packages, self.settings = packages, environment
        self.containers: dict[str, subprocess.Popen[str]] = {}
        self.first_processes: dict[str, int] = {}
        self.disks: dict[str, Disk] = {}
        self.ready: dict[str, Any] = {}

    def __enter__(self) -> "ContainerHost":
        return self

    def __exit__(self, *_: object) -> None:
        for slot in list(self.containers):
            self.close_slot(slot)
        self.close_store()

    def open_slot(self) -> str:
        self.count += 1
        slot = f"slot{self.count}"
        settings = {
            "PYTHONPATH": "/app",
            "KAISEKI_LOOPBACK": LOOPBACK,
            "KAISEKI_SLOT": slot,
            "KAISEKI_MAILBOX": f"{self.url}/slots/{slot}/1",
            **self.settings,
        }
        self.disks[slot] = Disk()
        code = [f"--volume={self.packages / name}:/app/{name}:ro" for name in ("executor", "kaiseki")]
        command = run_command(
            environment=settings,
            network=NETWORK,
            options=[f"--name={self.name_of(slot)}", "--workdir=/app", *self.disks[slot].volumes(), *code],
        )
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.containers[slot] = process
        said: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self.read_container, args=(process, said), daemon=True).start()
        self.ready = said.get(timeout=START_SECONDS)
        assert self.ready["event"] == "ready", self.ready
        self.first_processes[slot] = first_process(self.name_of(slot))
        return slot

    def read_container(self, process: subprocess.Popen[str], said: "queue.Queue[dict[str, Any]]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.put(json.loads(line))
            self.events.put(json.loads(line))

    def close_slot(self, slot: str) -> None:
        remove = [ENGINE, "rm", "--force", "--volumes", "--time=0", self.name_of(slot)]
        subprocess.run(
            remove, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
        )
        self.containers.pop(slot).wait(30)
        self.disks.pop(slot).remove()
        self.first_processes.pop(slot, None)

    def process_count(self) -> int:
        """Return how many processes the containers have."""
        return sum(1 + len(descendants(pid)) for pid in self.first_processes.values())

    def supervisor_of(self, slot: str) -> int:
        return self.first_processes[slot]

    def name_of(self, slot: str) -> str:
        return f"kaiseki-attacks-{os.getpid()}-{id(self):x}-{slot}"


def first_process(name: str) -> int:
    """Return the first process of a container, as the machine numbers it."""
    command = [ENGINE, "inspect", "--format={{.State.Pid}}", name]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True)
    return int(done.stdout)
