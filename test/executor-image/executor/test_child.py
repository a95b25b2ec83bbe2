"""What a job finds in the process that waited for it."""

import pytest
from kit import MODES, Host

both_modes = pytest.mark.parametrize("host", MODES, indirect=True)


@both_modes
def test_a_job_is_the_first_in_its_process(host: Host):
    program = """
import gc, kaiseki, os, sys, threading
print(os.listdir("/out"), os.listdir("/out/.kaiseki"))
print(sorted(name for name in vars() if not name.startswith("__")))
print(kaiseki.parameters(), sys.argv, sys.path.count(""), threading.active_count(), gc.isenabled())
"""
    manifest = host.run(program, parameters={"a": 1})
    expected = [
        "['.kaiseki'] []",
        "['gc', 'kaiseki', 'os', 'sys', 'threading']",
        "{'a': 1} ['/tmp/program.py'] 1 1 True",
    ]
    assert manifest["stdout"]["head"].splitlines() == expected, manifest


@both_modes
def test_a_job_holds_no_descriptor_but_its_own(host: Host):
    program = """
import os
with os.scandir("/proc/self/fd") as entries:
    print(sorted(os.readlink(entry.path).partition(":")[0] for entry in entries if entry.name > "2"))
print(len({os.readlink(f"/proc/self/fd/{stream}") for stream in (0, 1, 2)}))
"""
    manifest = host.run(program, datasets={"data": b"x"})
    # The hand-over socket, progress, the dataset, the listing itself.
    assert manifest["stdout"]["head"].splitlines() == [
        "['/memfd', '/proc/1/fd', 'pipe', 'socket']",
        "3",
    ], manifest
