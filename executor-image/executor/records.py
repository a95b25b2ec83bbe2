"""Read what the program recorded through the `kaiseki` module: `.kaiseki/records.jsonl` in its output folder.

The file is hostile like everything a job wrote. A line that is not what it should be is dropped and said. Of a file
that is too long the middle is dropped: a program's last words, its answer among them, matter as much as its first.
"""

import json
import os
from typing import Any

from executor.artifacts import OPEN_FLAGS, OWN_FOLDER, why_not_kind
from executor.record_kinds import BadRecord, Records, add_record
from executor.strict_json import clean

LARGEST_FILE = 16 << 20
# A line costs the supervisor some 10 microseconds, and a job can write millions.
FIRST_LINES, LAST_LINES = 4_000, 1_000
MOST_CUTS = 20


def read_records(output: int) -> Records:
    """Return the records below the output folder that `output` is a descriptor of."""
    records = Records()
    for number, line in enumerate(bounded_lines(read_file(output, records), records), 1):
        try:
            cuts = add_record(records, parse(line))
        except (BadRecord, KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
            cuts = [f"it was dropped: {clean(str(error), 200) or type(error).__name__}"]
        for cut in cuts:
            if len(records.cut) < MOST_CUTS:
                records.cut.append(f"record {number}: {cut}")
    return records


def bounded_lines(data: bytes, records: Records) -> list[bytes]:
    """Return the first and the last lines."""
    *first, rest = data.rstrip(b"\n").split(b"\n", FIRST_LINES)
    middle, *last = rest.rsplit(b"\n", LAST_LINES)
    if b"\n" in middle:
        records.cut.append(f"records between the first {FIRST_LINES} and the last {LAST_LINES} were dropped")
        middle = b""
    return [line for line in (*first, middle, *last) if line]


def read_file(output: int, records: Records) -> bytes:
    """Return the file's bytes, bounded; nothing when it is not there or no plain file."""
    try:
        folder = os.open(OWN_FOLDER, OPEN_FLAGS | os.O_DIRECTORY, dir_fd=output)
    except OSError:
        return b""
    try:
        descriptor = os.open("records.jsonl", OPEN_FLAGS, dir_fd=folder)
    except OSError:
        return b""
    finally:
        os.close(folder)
    status = os.fstat(descriptor)
    if why_not_kind(status) is not None:
        # Before there is a file object: of a folder Python makes none, and its OSError would look like the machine's.
        os.close(descriptor)
        return b""
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size <= LARGEST_FILE:
            return file.read(LARGEST_FILE)
        records.cut.append(f"records in the middle were dropped: they may have {LARGEST_FILE} bytes")
        half = LARGEST_FILE // 2
        head, tail = os.pread(descriptor, half, 0), os.pread(descriptor, half, status.st_size - half)
        return head[: head.rfind(b"\n") + 1] + tail[tail.find(b"\n") + 1 :]


def parse(line: bytes) -> dict[str, Any]:
    document = json.loads(line)
    if not isinstance(document, dict):
        raise BadRecord("it is no object")
    return document
