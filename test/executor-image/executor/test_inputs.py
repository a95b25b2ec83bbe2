"""Inputs above 64 MiB are files of the host's on disk, smaller ones lie in memory: a program reads both alike."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from kit import MODES, Host

from executor.transfer import LARGEST_IN_MEMORY

ROWS = 9_000_000
pytestmark = pytest.mark.parametrize("host", MODES, indirect=True)


def parquet(rows: int) -> bytes:
    """Return a file of eight bytes a row: cheap to make, and as large as it says."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": np.arange(rows)}), buffer, compression="none", use_dictionary=False)
    return buffer.getvalue()


@pytest.mark.parametrize("rows", [3, ROWS])
def test_a_dataset_is_read_whatever_its_size(host: Host, rows: int):
    body = parquet(rows)
    assert (len(body) > LARGEST_IN_MEMORY) == (rows == ROWS)
    program = """
import kaiseki
frame = kaiseki.load("data")
print(len(frame), frame["a"].iloc[-1])
del frame
counted = 0
for batch in kaiseki.scan("data").batches():
    counted += len(batch)
print(counted, batch["a"].iloc[-1])
"""
    manifest = host.run(program, datasets={"data": body})
    assert (manifest["outcome"], manifest["stdout"]["head"]) == ("succeeded", f"{rows} {rows - 1}\n" * 2), manifest


@pytest.mark.parametrize("size", [10, LARGEST_IN_MEMORY + 10])
def test_a_file_of_the_parent_run_is_read_whatever_its_size(host: Host, size: int):
    program = """
import kaiseki
for _ in range(2):
    with open(kaiseki.artifact("model.bin"), "rb") as file:
        body = file.read()
    print(len(body), body[-1])
"""
    manifest = host.run(program, artifacts={"model.bin": bytes(size - 1) + b"x"})
    assert (manifest["outcome"], manifest["stdout"]["head"]) == ("succeeded", f"{size} 120\n" * 2), manifest


def test_a_large_file_that_does_not_fit_on_the_disk_says_so(host: Host):
    program = """
import kaiseki, os
try:
    kaiseki.artifact("model.bin")
finally:
    print(os.listdir("/tmp/artifacts"))
"""
    manifest = host.run(program, artifacts={"model.bin": bytes(LARGEST_IN_MEMORY + 10)}, diskBytes=10 << 20)
    assert (manifest["failure"]["class"], manifest["stdout"]["head"]) == ("disk", "[]\n"), manifest
