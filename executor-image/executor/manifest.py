"""Build `result.json`: what a launch did, in one document, uploaded after everything it names."""

from datetime import UTC, datetime
from typing import Any

from executor.artifacts import Artifact
from executor.failure import Failure
from executor.job import Ending
from executor.output import HeadAndTail
from executor.record_kinds import Records, Said

VERSION = 1
NO_OUTPUT = HeadAndTail(0)


def build_manifest(
    token: str,
    image: str,
    failure: Failure | None,
    ending: Ending | None,
    records: Records,
    artifacts: list[Artifact],
    cut: list[str],
    started_at: datetime,
    finished_at: datetime,
) -> dict[str, Any]:
    """Return the manifest. `ending` is None when the job never ran (its input was wrong, or it was stopped before)."""
    published = {artifact.name for artifact in artifacts}
    # What the program recorded comes first, in its order: that is how it is shown.
    order = {name: place for place, name in enumerate(records.files)}
    artifacts = sorted(artifacts, key=lambda artifact: order.get(artifact.name, len(order)))
    return {
        "version": VERSION,
        "token": token,
        "outcome": "succeeded" if failure is None else "failed",
        "failure": None if failure is None else failure.document(),
        "answer": records.answer,
        "metrics": records.metrics,
        "tables": [with_published_files(table, published) for table in records.tables],
        "artifacts": [describe(artifact, records, published) for artifact in artifacts],
        "warnings": records.warnings,
        "stdout": (ending.stdout if ending else NO_OUTPUT).document(),
        "stderr": (ending.stderr if ending else NO_OUTPUT).document(),
        "cut": [*cut, *records.cut, *cut_output(ending)],
        "usage": usage_of(ending),
        "image": image,
        "startedAt": timestamp(started_at),
        "finishedAt": timestamp(finished_at),
    }


def with_published_files(table: dict[str, Any], published: set[str]) -> dict[str, Any]:
    """Name only files that are there: a table may have lost its file to a limit."""
    files = {key: table[key] if table[key] in published else None for key in ("file", "csv")}
    return {**table, **files}


def describe(artifact: Artifact, records: Records, published: set[str]) -> dict[str, Any]:
    said = records.files.get(artifact.name, Said("file"))
    tables = {table["name"] for table in records.tables}
    return {
        "name": artifact.name,
        "kind": said.kind,
        "mediaType": artifact.media_type,
        "bytes": artifact.size,
        "sha256": artifact.sha256,
        "title": said.title,
        "vector": said.vector if said.vector in published else None,
        "data": said.data if said.data in tables else None,
    }


def cut_output(ending: Ending | None) -> list[str]:
    """Say that the middle of what was printed is missing."""
    if ending is None:
        return []
    streams = {"standard output": ending.stdout, "standard error": ending.stderr}
    return [
        f"the middle of {name} was cut: {stream.total} bytes were printed"
        for name, stream in streams.items()
        if stream.cut
    ]


def usage_of(ending: Ending | None) -> dict[str, Any]:
    if ending is None:
        return {"wallSeconds": 0, "cpuSeconds": 0, "peakMemoryBytes": 0}
    return {
        "wallSeconds": round(ending.wall_seconds, 4),
        "cpuSeconds": round(ending.cpu_seconds, 4),
        "peakMemoryBytes": ending.peak_bytes,
    }


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
