"""What a hostile program tries, in both modes."""

import time
from pathlib import Path

import pytest
from kit import MODES, Host

pytestmark = pytest.mark.parametrize("host", MODES, indirect=True)


def output_of(host: Host, program: str, **changes: object) -> str:
    manifest = host.run(program, **changes)
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    return str(manifest["stdout"]["head"])


def test_no_network(host: Host):
    program = f"""
import socket
for family, address in [(socket.AF_INET, ("127.0.0.1", {host.server.server_port})), (socket.AF_INET, ("169.254.169.254", 80)),
                        (socket.AF_INET6, ("::1", 80)), (socket.AF_INET, ("8.8.8.8", 53))]:
    try:
        s = socket.socket(family, socket.SOCK_STREAM)
        s.settimeout(1)
        s.connect(address)
        print("CONNECTED", address)
    except OSError as error:
        print("refused")
try:
    socket.getaddrinfo("example.com", 80)
    print("RESOLVED")
except OSError:
    print("refused")
"""
    assert output_of(host, program) == "refused\n" * 5


def test_no_credential_and_no_file_of_the_host(host: Host, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("treasure")
    program = f"""
import os, sys
known = ("MPL", "OMP", "XDG", "OPENBLAS", "MKL", "NUMEXPR", "JE_", "LOKY", "KMP", "LC_")
print([name for name in os.environ if not name.startswith(known) and name not in ("PATH", "HOME", "TMPDIR", "USER", "LOGNAME", "LANG")])
for path in ["/etc/passwd", "/etc/shadow", {str(secret)!r}, "/var/log", "{Path.home()}/.ssh", "/proc/kcore", "/sys/fs/cgroup/memory"]:
    try:
        found = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100)
        if found:
            print("READ", path, found)
    except OSError:
        pass
# The folders on the way to the interpreter are there, and hold nothing else.
for folder in ("/home", "/root", "/var", "/srv", "/mnt", "/opt", "/work"):
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        path = os.path.join(folder, name)
        if not any(os.path.realpath(one).startswith(path) or one.startswith(path) for one in [sys.base_prefix, *sys.path]):
            print("SAW", path)
"""
    assert output_of(host, program) == "[]\n"
    assert secret.read_text() == "treasure"


def test_no_other_process_is_seen_or_harmed(host: Host):
    program = """
import os, signal
print(sorted(int(p) for p in os.listdir("/proc") if p.isdigit()) == [os.getpid()])
for pid in (-1, 2, 3, 4):
    try:
        os.kill(pid, signal.SIGTERM)
        print("KILLED", pid)
    except OSError:
        pass
"""
    assert output_of(host, program) == "True\n"
    assert host.process.poll() is None


def test_nothing_outside_can_be_written(host: Host):
    program = """
import os
for path in ["/x", "/usr/x", "/etc/x", "/dev/x", "/proc/sys/kernel/hostname", "/lib/x"]:
    try:
        open(path, "w").write("x")
        print("WROTE", path)
    except OSError:
        pass
import sys
try:
    open(os.path.join(os.path.dirname(os.__file__), "stolen.py"), "w")
    print("WROTE the standard library")
except OSError:
    pass
"""
    assert output_of(host, program) == ""


def test_no_way_to_more_privileges(host: Host):
    program = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "setuid": lambda: libc.setuid(0),
    "unshare user": lambda: libc.unshare(0x10000000),
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    "ptrace": lambda: libc.ptrace(16, 1, 0, 0),
    "bpf": lambda: libc.syscall(321, 0, 0, 0),
    "keyctl": lambda: libc.syscall(250, 0, 0, 0),
    "io_uring": lambda: libc.syscall(425, 1, 0),
    "userfaultfd": lambda: libc.syscall(323, 0),
    "perf": lambda: libc.syscall(298, 0, 0, 0, 0, 0),
    "module": lambda: libc.syscall(175, 0, 0, 0),
    "chroot": lambda: libc.chroot(b"/tmp"),
}
for name, attempt in tries.items():
    if attempt() >= 0:
        print("SUCCEEDED", name)
print(os.getuid() != 0)
print(open("/proc/self/status").read().split("CapEff:")[1].split()[0])
print(open("/proc/self/status").read().split("NoNewPrivs:")[1].split()[0])
"""
    assert output_of(host, program).split() == ["True", "0000000000000000", "1"]


def test_a_fork_bomb_ends_and_neighbours_go_on(host: Host):
    slot = host.open_slot()
    prefix = host.assign(
        slot, "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", wallSeconds=1, processes=32
    )
    assert output_of(host, "print('fine')") == "fine\n"
    assert host.manifest(prefix)["outcome"] == "failed"
    host.tell(close=slot)


def test_memory_of_children_counts(host: Host):
    program = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        block = bytearray(200_000_000)
        for i in range(0, len(block), 4096): block[i] = 1
        time.sleep(30)
        os._exit(0)
while True:
    os.wait()
"""
    manifest = host.run(program, memoryBytes=500 << 20)
    assert manifest["failure"]["class"] == "memory", manifest["failure"]


def test_background_children_do_not_outlive_the_program(host: Host):
    program = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nprint('done')"
    slot = host.open_slot()
    before = time.monotonic()
    assert host.manifest(host.assign(slot, program))["outcome"] == "succeeded"
    host.tell(close=slot)
    assert time.monotonic() - before < 20


def test_data_of_one_program_is_not_in_the_next_ones_memory(host: Host):
    marker = "treasure-" + "7f3a9c"
    host.run(f"secret = {marker!r} * 1000")
    program = """
import re
needle = ("treasure-" + "7f3a" + "9c").encode() * 3
found = 0
for line in open("/proc/self/maps"):
    ends = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
    if not ends: continue
    start, end = (int(one, 16) for one in ends.groups())
    with open("/proc/self/mem", "rb") as memory:
        try:
            memory.seek(start)
            found += memory.read(end - start).count(needle + b"treasure-")
        except (OSError, ValueError, OverflowError):
            pass
print(found <= 2)
"""
    assert output_of(host, program) == "True\n"
