"""What a container that is started the way Fargate starts it may do: this is what the executor is built upon."""

import json
import platform
import subprocess

import pytest

from container import CAPABILITIES, SECCOMP, json_of, output_of, run_command

PYTHON = "/opt/kaiseki/bin/python"
JOB_UID = 30_000
CLONE_NEWUSER = 0x10000000
CAPABILITY_NUMBERS = {"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "KILL": 5, "SETGID": 6, "SETUID": 7}
# Numbers of system calls per machine; 435 is clone3, which glibc replaces by clone when it is not there.
CALLS = {
    "x86_64": {"unshare": 272, "mount": 165, "umount2": 166, "setns": 308, "chroot": 161, "pivot_root": 155, "bpf": 321,
               "perf_event_open": 298, "keyctl": 250, "io_uring_setup": 425, "init_module": 175, "clone": 56},
    "aarch64": {"unshare": 97, "mount": 40, "umount2": 39, "setns": 268, "chroot": 51, "pivot_root": 41, "bpf": 280,
                "perf_event_open": 241, "keyctl": 219, "io_uring_setup": 425, "init_module": 105, "clone": 220},
}[platform.machine()]  # fmt: skip


STATUS = """
import json
lines = dict(line.split(":", 1) for line in open("/proc/1/status"))
print(json.dumps({key: int(lines[key], 16) for key in ("CapPrm", "CapEff", "CapBnd", "CapAmb", "Seccomp", "NoNewPrivs")}))
"""


def test_has_the_six_capabilities_and_a_filter() -> None:
    mask = sum(1 << CAPABILITY_NUMBERS[name] for name in CAPABILITIES)
    assert json_of(STATUS) == {
        **{"CapPrm": mask, "CapEff": mask, "CapBnd": mask, "CapAmb": 0},
        **{"Seccomp": 2, "NoNewPrivs": 0},
    }


# Pointers are null and descriptors bad: a kernel that got to see one of these calls would say something else.
REFUSALS = f"""
import ctypes, errno, json
libc = ctypes.CDLL(None, use_errno=True)
def outcome(number, *arguments):
    ctypes.set_errno(0)
    return "done" if libc.syscall(number, *arguments) >= 0 else errno.errorcode[ctypes.get_errno()]
calls = {CALLS!r}
clone = outcome(calls.pop("clone"), {CLONE_NEWUSER} | 17, 0, 0, 0, 0)
if libc.getpid() != 1:
    libc._exit(0)
first = {{"unshare": {CLONE_NEWUSER}}}
outcomes = {{name: outcome(number, first.get(name, -1), 0, 0, 0, 0) for name, number in calls.items()}}
outcomes["clone"] = clone
outcomes["clone3"] = outcome(435, 0, 0)
print(json.dumps(outcomes))
"""


def test_the_filter_refuses_namespaces_and_the_kernels_inner_parts() -> None:
    refused = json_of(REFUSALS)
    assert refused.pop("clone3") == "ENOSYS"
    assert refused == dict.fromkeys(CALLS, "EPERM")


def test_it_is_the_filter_that_refuses_not_only_a_missing_capability() -> None:
    refused = json_of(REFUSALS, options=["--cap-add=SYS_ADMIN"])
    assert {name for name, outcome in refused.items() if outcome != "EPERM"} == {"clone3"}


def test_without_filter_and_with_capabilities_these_calls_get_through() -> None:
    command = [part for part in run_command(["-B", "-c", REFUSALS], entrypoint=PYTHON) if str(SECCOMP) not in part]
    command[2:2] = ["--cap-add=SYS_ADMIN", "--cap-add=SYS_CHROOT", "--security-opt=seccomp=unconfined"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True)
    outcomes = json.loads(done.stdout)
    assert (outcomes["unshare"], outcomes["clone"]) == ("done", "done")
    assert (outcomes["mount"], outcomes["chroot"], outcomes["setns"]) == ("EFAULT", "EFAULT", "EBADF")


@pytest.mark.parametrize("command", ["unshare --user true", "unshare --mount true", "mount -t tmpfs none /mnt"])
def test_the_image_s_own_tools_make_no_namespaces_and_mounts(command: str) -> None:
    with pytest.raises(AssertionError, match=r"Operation not permitted|permission denied"):
        output_of(["-c", command], entrypoint="/bin/sh")


WRITABLE = """
import json, os, sys
os.setgroups([])
os.setresgid(int(sys.argv[1]), int(sys.argv[1]), int(sys.argv[1]))
os.setresuid(int(sys.argv[1]), int(sys.argv[1]), int(sys.argv[1]))
found = []
for folder, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev/fd", "/dev/pts")]
    found += [p for p in [folder, *(os.path.join(folder, n) for n in names)] if not os.path.islink(p) and os.access(p, os.W_OK)]
print(json.dumps(sorted(found)))
"""
DEVICES = {f"/dev/{name}" for name in ("full", "null", "random", "tty", "urandom", "zero")}


def writable_by(uid: int, *options: str) -> set[str]:
    return set(json_of(WRITABLE, str(uid), options=options))


def test_root_writes_into_the_volumes_and_memory_only() -> None:
    folders = {path for path in writable_by(0) if not path.startswith("/dev/")}
    assert folders == {"/dev", "/inputs", "/out", "/tmp"}


def test_an_ordinary_user_writes_into_tmp_and_shared_memory_only() -> None:
    assert writable_by(JOB_UID) - DEVICES == {"/tmp", "/dev/shm", "/dev/mqueue"}
    assert writable_by(JOB_UID, "--read-only=false") - DEVICES == {"/tmp", "/dev/shm", "/dev/mqueue"}


JOB = f"""
import json, os, signal
os.chown("/out", {JOB_UID}, {JOB_UID})
os.chmod("/out", 0o700)
pid = os.fork()
if pid == 0:
    os.setgroups([])
    os.setresgid({JOB_UID}, {JOB_UID}, {JOB_UID})
    os.setresuid({JOB_UID}, {JOB_UID}, {JOB_UID})
    open("/out/mine", "w").close()
    signal.pause()
while not os.path.exists("/out/mine"):
    pass
owner = os.stat("/out/mine").st_uid
effective = next(line for line in open(f"/proc/{{pid}}/status") if line.startswith("CapEff")).split()[1]
os.kill(pid, signal.SIGKILL)
status = os.waitpid(pid, 0)[1]
os.unlink("/out/mine")
os.chown("/out", 0, 0)
print(json.dumps([owner, int(effective, 16), status]))
"""


@pytest.mark.parametrize("options", [[], ["--security-opt=no-new-privileges"]])
def test_gives_a_folder_to_a_user_of_its_own_and_takes_it_back(options: list[str]) -> None:
    assert json_of(JOB, options=options) == [JOB_UID, 0, 9]
