"""An assignment as the mailbox gives it, parsed. The host is trusted; a malformed one is a bug and says where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class BadAssignment(Exception):
    """The mailbox held something that is no assignment of this version."""


@dataclass(frozen=True)
class Input:
    """A file to fetch: `name` as the program knows it (empty for the program itself)."""

    name: str
    url: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Output:
    """Where to post what the job made: an S3-style form, limited to `prefix` and `max_bytes`."""

    url: str
    fields: Mapping[str, str]
    prefix: str
    max_bytes: int


@dataclass(frozen=True)
class Limits:
    """What one job may use. Seconds are wall clock and CPU time; sizes are bytes."""

    wall_seconds: float
    memory_bytes: int
    cpu_seconds: int
    processes: int
    disk_bytes: int
    inodes: int
    output_bytes: int
    artifact_files: int
    artifact_bytes: int


@dataclass(frozen=True)
class Assignment:
    """One job of a slot, and where the next will be."""

    slot: str
    number: int
    token: str
    program: Input
    parameters: Mapping[str, Any]
    datasets: tuple[Input, ...]
    artifacts: tuple[Input, ...]
    output: Output
    limits: Limits
    deadline: datetime
    next_url: str


DEFAULT_LIMITS = Limits(
    wall_seconds=600,
    memory_bytes=4 << 30,
    cpu_seconds=1200,
    processes=64,
    disk_bytes=500_000_000,
    inodes=20_000,
    output_bytes=1 << 20,
    artifact_files=200,
    artifact_bytes=500_000_000,
)
VERSION = 1
# What a manifest has room for, whatever an assignment says.
MOST_OUTPUT_BYTES, MOST_ARTIFACT_FILES = 1 << 20, 1_000


def parse_assignment(document: Any) -> Assignment | None:
    """Return the assignment, None when it ends the slot. Raises BadAssignment."""
    try:
        if document["version"] != VERSION:
            raise BadAssignment(f"assignment version {document['version']!r} is not {VERSION}")
        if document.get("end"):
            return None
        output = document["output"]
        return Assignment(
            slot=str(document["slot"]),
            number=int(document["assignment"]),
            token=str(document["token"]),
            program=parse_input({"name": "", **document["program"]}),
            parameters=dict(document["parameters"]),
            datasets=tuple(map(parse_input, document["datasets"])),
            artifacts=tuple(map(parse_input, document["artifacts"])),
            output=Output(output["url"], dict(output["fields"]), output["prefix"], int(output["maxBytes"])),
            limits=parse_limits(document["limits"]),
            deadline=datetime.fromisoformat(document["deadline"]),
            next_url=str(document["next"]["url"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAssignment(f"the assignment cannot be read: {error!r}") from error


def parse_input(document: Mapping[str, Any]) -> Input:
    return Input(str(document["name"]), str(document["url"]), str(document["sha256"]), int(document["bytes"]))


def parse_limits(document: Mapping[str, Any]) -> Limits:
    return Limits(
        wall_seconds=float(document["wallSeconds"]),
        memory_bytes=int(document["memoryBytes"]),
        cpu_seconds=int(document["cpuSeconds"]),
        processes=int(document["processes"]),
        disk_bytes=int(document["diskBytes"]),
        inodes=int(document["inodes"]),
        output_bytes=min(int(document["outputBytes"]), MOST_OUTPUT_BYTES),
        artifact_files=min(int(document["artifactFiles"]), MOST_ARTIFACT_FILES),
        artifact_bytes=int(document["artifactBytes"]),
    )
