"""Memory and CPU time that are in no process when one looks: in files, in sockets, in children that are gone."""

import pytest
from kit import MODES, Host
from memory_programs import SOCKETS

from executor.jail.derive_filters import derive, filter_path
from executor.jail.seccomp_policy import ARCHITECTURES

both_modes = pytest.mark.parametrize("host", MODES, indirect=True)

FILES_IN_MEMORY = """
import time
for path in ("/tmp/x", "/out/x", "/dev/shm/x"):
    with open(path, "wb") as file:
        for _ in range(60): file.write(bytes(1_000_000))
time.sleep(60)
"""
CHILDREN_THAT_NOBODY_AWAITS = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def burn(seconds):
    while time.process_time() < seconds: pass
while True:
    if os.fork() == 0:
        burn(0.02)
        os._exit(0)
    time.sleep(0.02)
"""


@both_modes
@pytest.mark.parametrize("program", [FILES_IN_MEMORY, SOCKETS])
def test_memory_outside_of_processes_counts(host: Host, program: str):
    manifest = host.run(program, memoryBytes=150 << 20, wallSeconds=15)
    assert manifest["failure"]["class"] == "memory", manifest["failure"]


@both_modes
def test_there_is_no_shared_memory_that_nobody_could_count(host: Host):
    program = """
import mmap, os, socket
def refused(attempt):
    try: attempt()
    except OSError: print("refused")
    else: print("ALLOWED")
refused(lambda: mmap.mmap(-1, 1 << 20))
refused(lambda: open("/dev/zero", "rb"))
refused(lambda: os.memfd_create("x"))
refused(lambda: socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20))
mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE)
"""
    manifest = host.run(program)
    assert manifest["stdout"]["head"] == "refused\n" * 4, manifest


@both_modes
def test_cpu_time_of_children_that_nobody_awaits_counts(host: Host):
    manifest = host.run(CHILDREN_THAT_NOBODY_AWAITS, cpuSeconds=1, wallSeconds=15)
    failure = manifest["failure"]
    assert (failure["class"], failure["message"][:21]) == ("time", "out of processor time"), failure


@both_modes
def test_libraries_that_share_work_find_what_they_need(host: Host):
    program = """
import math, multiprocessing, os
import numpy as np, pandas as pd, pyarrow.parquet as pq
from joblib import Parallel, delayed
print(sum(Parallel(n_jobs=2)(delayed(math.sqrt)(i * i) for i in range(50))))
print(Parallel(n_jobs=2)(delayed(np.sum)(np.ones(1_000_000)) for _ in range(2)))
shared = multiprocessing.Array("d", 1_000)
def work(n): shared[n] = n
with multiprocessing.Pool(2) as pool: print(sum(pool.map(abs, range(10))))
one = multiprocessing.Process(target=work, args=(7,)); one.start(); one.join(); print(shared[7])
frame = pd.DataFrame({"a": range(300), "k": [i % 100 for i in range(300)]})
frame.to_parquet("/tmp/parts", partition_cols=["k"])
print(len(pd.read_parquet("/tmp/parts")))
print(len([open(f"/tmp/{i}", "w") for i in range(100)]))
"""
    manifest = host.run(program)
    expected = ["1225.0", "[np.float64(1000000.0), np.float64(1000000.0)]", "45", "7.0", "300", "100"]
    assert manifest["stdout"]["head"].splitlines() == expected, manifest["failure"] or manifest["stderr"]


@both_modes
def test_a_child_that_was_awaited_is_not_counted_twice(host: Host):
    program = """
import os, time
for _ in range(5):
    if os.fork() == 0:
        while time.process_time() < 0.15: pass
        os._exit(0)
    os.wait()
"""
    manifest = host.run(program, cpuSeconds=2, wallSeconds=25)
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    assert 0.6 < manifest["usage"]["cpuSeconds"] < 1.4


@both_modes
def test_a_supervisor_says_whether_control_groups_bound_its_jobs(host: Host):
    [text] = [one for kind in ("holds", "missing") for one in host.ready[kind] if one.startswith("control groups")]
    assert (text in host.ready["missing"]) == ("between two counts" in text)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_filters_that_are_shipped_are_those_of_the_policy(architecture: str):
    assert filter_path(architecture).read_bytes() == derive(architecture)
