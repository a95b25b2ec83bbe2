"""From starting a container of the image to a program's first line in it, cold and warm.

cold   the assignment is in the mailbox before the container is started: what a run waits that finds no warm slot, without
       what a cloud adds (a machine, the download of the image)
warm   the slot waits at its mailbox, and the assignment is put into it
"""

import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from bench_host import BenchHost, test_module
from samples import Measure, summarize
from starts import PROGRAM

WARM_RUNS_PER_CONTAINER = 10
# After a manifest the slot cleans up and gets its next child ready.
SETTLE_SECONDS = 0.5


class ContainerHost(BenchHost):
    """A host whose slots are containers of the image, with this checkout's executor in it."""

    def __init__(self, only_slot: str | None = None) -> None:
        self.only_slot = only_slot
        self.count = 0
        self.open_store()

    def __enter__(self) -> "ContainerHost":
        return self

    def __exit__(self, *_: object) -> None:
        self.close_store()

    @contextmanager
    def container(self, slot: str) -> Iterator[int]:
        """Start a container for a slot and yield the pid of its supervisor; it is gone afterwards."""
        container = test_module("image", "container")
        name = f"kaiseki-bench-{uuid.uuid4().hex[:12]}"
        environment = {"KAISEKI_SLOT": slot, "KAISEKI_MAILBOX": f"{self.url}/slots/{slot}/1"}
        command = container.run_command(environment=environment, checkout_code=True, options=[f"--name={name}"])
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            yield pid_of(name, process)
        finally:
            subprocess.run([container.ENGINE, "rm", "--force", "--time=0", name], stdout=subprocess.DEVNULL, check=True)
            process.wait(30)

    def measure(self) -> tuple[float, list[float]]:
        """Return milliseconds (cold, warm...) of one container that serves several assignments of one run."""
        self.count += 1
        slot = f"container{self.count}"
        prefix = self.assign(slot, PROGRAM)
        started = time.monotonic()
        with self.container(slot):
            manifest = self.manifest(prefix, 60)
            cold = (float(manifest["stdout"]["head"]) - started) * 1000
            warm = []
            for number in range(2, 2 + WARM_RUNS_PER_CONTAINER):
                time.sleep(SETTLE_SECONDS)
                manifest = self.manifest(self.assign(slot, PROGRAM, number))
                warm.append(self.first_line_ms(manifest, f"/slots/{slot}/{number}"))
        return cold, warm


def pid_of(container: str, process: subprocess.Popen[bytes]) -> int:
    """Return the pid, as this machine has it, of a container's first process."""
    engine = test_module("image", "container").ENGINE
    while process.poll() is None:
        command = [engine, "inspect", "--format={{.State.Pid}}", container]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if found.returncode == 0 and int(found.stdout) > 0:
            return int(found.stdout)
    raise SystemExit(
        f"the container ended with status {process.returncode}: executor-image/README.md says how to build it"
    )


def measure_container(containers: int) -> dict[str, Measure]:
    cold, warm = [], []
    with ContainerHost() as host:
        for _ in range(containers):
            first, others = host.measure()
            cold.append(first)
            warm += others
    return {"coldContainerFirstLineMs": summarize(cold), "containerFirstLineMs": summarize(warm)}
