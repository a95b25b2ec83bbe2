"""What an attack is: a program, how it may end, and how one sees what it has achieved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kit import EXECUTOR_IMAGE

from executor.jail.linux import MACHINE

CALL_NUMBERS = json.loads((EXECUTOR_IMAGE / "executor" / "jail" / "syscalls.json").read_text())[MACHINE]

# Stands before every attack. What an attack achieves it says itself; what it must not raise ends it as a failure, so
# that a mistake in an attack is not taken for a wall.
PRELUDE = f"""
import ctypes, errno, json, mmap, os, re, signal, socket, struct, subprocess, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
NUMBERS = {CALL_NUMBERS!r}
def attempt(name, action):
    # An attack that works: nothing refuses it. An action that returns False has not worked either.
    try:
        result = action()
    except OSError:
        return
    if result is not False:
        print("BREACH", name)
def call(name, *arguments):
    # A bare system call; what this architecture does not have is refused.
    if name not in NUMBERS:
        raise OSError(errno.ENOSYS, name)
    result = libc.syscall(*[ctypes.c_long(one) if isinstance(one, int) else one for one in (NUMBERS[name], *arguments)])
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result
def in_child(action):
    # The status of a child that does something.
    pid = os.fork()
    if pid == 0:
        try:
            action()
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1]
"""
OVER = "over\n"


@dataclass(frozen=True)
class Attack:
    """A program and the ends it may come to: "succeeded", or the class of a failure.

    `given` are limits, datasets and artifacts, as `Host.assign` takes them.
    """

    program: str
    ends: tuple[str, ...] = ("succeeded",)
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return f"{PRELUDE}\n{self.program}\nprint('over')\n"


def printed(manifest: Mapping[str, Any]) -> str:
    return str(manifest["stdout"]["head"] + manifest["stdout"]["tail"])


def breaches(attack: Attack, manifest: Mapping[str, Any]) -> list[str]:
    """Return what an attack has achieved: by its own words, and by an end that it should not have come to."""
    found = [line.removeprefix("BREACH ") for line in printed(manifest).splitlines() if line.startswith("BREACH ")]
    failure = manifest["failure"]
    end = "succeeded" if failure is None else failure["class"]
    if end not in attack.ends:
        found.append(f"ended as {end}: {failure['message'] if failure else 'nothing stopped it'}")
    elif end == "succeeded" and not printed(manifest).endswith(OVER):
        found.append("did not come to its end")
    return found
