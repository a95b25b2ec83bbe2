"""Print manifests whose every part is as large as the executor lets it be, a JSON line each, for the schema's test.

What goes in is larger than what may come out, so that the executor's own bounds are what is printed.
"""

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "executor-image"))
from kit import LIMITS

from executor.artifacts import LONGEST_PATH, collect
from executor.assignment import MOST_ARTIFACT_FILES, MOST_OUTPUT_BYTES, parse_limits
from executor.failure import failure_of
from executor.job import Ending
from executor.manifest import build_manifest
from executor.output import HeadAndTail
from executor.record_kinds import LONGEST_ANSWER
from executor.records import read_records
from executor.strict_json import dump
from executor.watch import Verdict

# Two UTF-16 units a character: the dearest text there is.
WIDE = "\N{GRINNING FACE}"
LONG = "n" * 5_000


def ending(printed: bytes, **changes: object) -> Ending:
    streams = []
    for _ in range(2):
        stream = HeadAndTail(MOST_OUTPUT_BYTES)
        stream.add(printed)
        streams.append(stream)
    known = {"exit_code": 0, "verdict": None, "reported": None, "refused_processes": False}
    measured = {"wall_seconds": 1.5, "cpu_seconds": 1.5, "peak_bytes": 1 << 40}
    return Ending(stdout=streams[0], stderr=streams[1], **(known | measured | changes))  # type: ignore[arg-type]


def records(filler: str) -> list[object]:
    """Return records that are too long, too many, too deep, or no records at all."""
    columns = [{"name": filler * 500, "type": filler * 500}] * 3
    table = {"record": "table", "columns": columns, "rows": [[filler * 3_000, 1e300, None]] * 101, "rowCount": 101}
    small = {**table, "rows": [[1, 2, 3]], "file": filler * 500}
    several = [{**(table if number < 30 else small), "name": f"{number}{filler * 500}"} for number in range(250)]
    metrics = [
        {"record": "metric", "name": f"{n}{filler * 500}", "value": 2**53, "baseline": 1e308} for n in range(250)
    ]
    warning = {"record": "warning", "text": filler * 5_000, "check": filler * 500, "figure": filler * 500}
    return [
        {"record": "answer", "markdown": filler * (LONGEST_ANSWER + 1)},
        *several,
        *metrics,
        *[{**warning, "severity": "fatal"}] * 250,
        *[
            {"record": "figure", "file": f"{number}.png", "title": filler * 500, "data": f"0{filler * 500}"}
            for number in range(20)
        ],
        {**table, "name": "null count", "rowCount": None},
        {**table, "name": "nested cells", "rows": [[[1], {"a": 1}, 2]]},
        {**table, "name": "wide", "columns": columns * 1_000, "rows": []},
        {"record": "metric", "name": "huge", "value": int("9" * 400)},
        {"record": "metric", "name": "not a number", "value": None, "baseline": float("nan")},
        *["no record"] * 30,
    ]


def files(folder: Path) -> None:
    """Make more files than are kept, with names up to the longest path and beyond."""
    for number in range(1, MOST_ARTIFACT_FILES + 100):
        (folder / f"{number}.png").touch()
    for length in (LONGEST_PATH, LONGEST_PATH + 1):
        deep = folder / ("0" * 150)
        deep.mkdir(exist_ok=True)
        (deep / ("f" * (length - 151))).touch()
    for character in (WIDE, "\N{NO-BREAK SPACE}", "\n"):
        (folder / (character * 49)).touch()


def manifest(filler: str, printed: bytes, **changes: object) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".kaiseki").mkdir()
        lines = [json.dumps(record, ensure_ascii=False) for record in records(filler)]
        (folder / ".kaiseki" / "records.jsonl").write_text("\n".join(lines))
        if filler == WIDE:
            files(folder)
        output = os.open(folder, os.O_RDONLY)
        collection = collect(output, MOST_ARTIFACT_FILES, 1 << 30)
        ended = ending(printed, **changes)
        failure = failure_of(ended, parse_limits(LIMITS), None)
        now = datetime.now(UTC)
        document = build_manifest(
            "t" * 300, "i" * 2_000, failure, ended, read_records(output), collection.artifacts, collection.cut, now, now
        )
        collection.close()
        os.close(output)
    return dump(document)


def main() -> None:
    failed = {"class": "program", "type": LONG, "message": LONG, "line": 999_999, "traceback": LONG * 10}
    for body in (
        manifest("x", b"x" * MOST_OUTPUT_BYTES),
        manifest(WIDE, WIDE.encode() * MOST_OUTPUT_BYTES),
        manifest("\x01", b"\x01" * 3 * MOST_OUTPUT_BYTES),
        manifest("x", b"\xff" * 3 * MOST_OUTPUT_BYTES, exit_code=1, reported={"failure": failed}),
        manifest("x", b"", exit_code=-9, verdict=Verdict("memory", "out of memory")),
    ):
        sys.stdout.buffer.write(body + b"\n")


if __name__ == "__main__":
    main()
