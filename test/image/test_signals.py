"""What a container that is told to end does: its first process gets no signal that it does not handle."""

import json
import subprocess
import time
import uuid
from collections.abc import Iterator

import pytest
from kit import descendants

from container import ENGINE, run_command

SETTINGS = {"KAISEKI_SLOT": "slot", "KAISEKI_MAILBOX": "http://127.0.0.1:9/slots/slot/1"}


@pytest.fixture
def name() -> Iterator[str]:
    name = f"kaiseki-test-{uuid.uuid4().hex[:12]}"
    yield name
    subprocess.run(
        [ENGINE, "rm", "--force", "--time=0", name], stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )


def first_process(name: str) -> int:
    command = [ENGINE, "inspect", "--format={{.State.Pid}}", name]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return int(done.stdout) if done.returncode == 0 else 0


def test_a_container_ends_that_is_told_so_before_it_is_ready(name: str) -> None:
    command = run_command(environment=SETTINGS, checkout_code=True, options=[f"--name={name}"])
    container = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    # The zygote has been started; its imports take a second.
    while not (first := first_process(name)) or not descendants(first):
        assert time.monotonic() < until
        time.sleep(0.01)
    subprocess.run([ENGINE, "kill", "--signal=TERM", name], stdin=subprocess.DEVNULL, check=True, timeout=60)
    printed, _ = container.communicate(timeout=30)
    events = [json.loads(line)["event"] for line in printed.splitlines()]
    assert (events, container.returncode) == (["ready", "closed"], 0)
