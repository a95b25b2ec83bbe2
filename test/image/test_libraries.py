"""Libraries that share work, in a container's jail: each finds what it needs, and none warns."""

import subprocess
import uuid
from collections.abc import Iterator

import pytest
from kit import Host
from library_programs import PROGRAMS, expected, program

from container import ENGINE, run_command

LIMITS = {"memoryBytes": 4 << 30, "wallSeconds": 120, "cpuSeconds": 120}


class Container(Host):
    """A host whose one slot is a container of the image."""

    def __init__(self) -> None:
        self.name = f"kaiseki-test-{uuid.uuid4().hex[:12]}"
        self.assigned = 0
        # In memory: what others write to the machine's disk would count as the job's (README.md, "Run it").
        given = ("--env=KAISEKI_SLOT", "--env=KAISEKI_MAILBOX", "--tmpfs=/out:size=500m", "--tmpfs=/tmp:size=500m")
        super().__init__(run_command(options=[f"--name={self.name}", *given]))

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "KAISEKI_SLOT": "slot", "KAISEKI_MAILBOX": f"{self.url}/slots/slot/1"}

    def __exit__(self, *raised: object) -> None:
        subprocess.run([ENGINE, "rm", "--force", self.name], check=True, capture_output=True)
        super().__exit__(*raised)


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    with Container() as host:
        assert host.ready.get("mode") == "container", host.ready
        yield host


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_library_works_in_the_container(container: Container, name: str) -> None:
    container.assigned += 1
    manifest = container.manifest(container.assign("slot", program(name), container.assigned, **LIMITS), 120)
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    assert manifest["stdout"]["head"].splitlines()[0] == expected(name)
    assert manifest["stderr"]["head"] == ""
