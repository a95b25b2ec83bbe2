"""Libraries that share work, in a container's jail: each finds what it needs, and none warns."""

from collections.abc import Iterator

import pytest
from library_programs import PROGRAMS, expected, program

from one_slot_container import Container

LIMITS = {"memoryBytes": 4 << 30, "wallSeconds": 120, "cpuSeconds": 120}


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
