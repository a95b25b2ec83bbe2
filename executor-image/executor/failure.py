"""Say why a job failed: by what the supervisor saw first, by what the program said of itself second."""

import signal
from dataclasses import dataclass
from typing import Any

from executor.assignment import Limits
from executor.gauge import mebibytes
from executor.job import Ending
from executor.strict_json import clean
from executor.watch import FailureClass

LONGEST_MESSAGE, LONGEST_TRACEBACK = 2_000, 20_000
# What the program's own word may be: the other classes are ours to give.
REPORTABLE: tuple[FailureClass, ...] = ("program", "memory", "disk", "processes")
CPU_LIMIT_MARGIN_SECONDS = 1.0


@dataclass(frozen=True)
class Failure:
    """The manifest's `failure`."""

    failure: FailureClass
    type: str | None
    message: str
    line: int | None
    traceback: str

    def document(self) -> dict[str, Any]:
        return {
            "class": self.failure,
            "type": self.type,
            "message": self.message,
            "line": self.line,
            "traceback": self.traceback,
        }


def failure_of(ending: Ending, limits: Limits, disk_full: str | None) -> Failure | None:
    """Return why the job failed, None when it succeeded. `disk_full` says how full its output is, if it is."""
    if ending.verdict is not None:
        return Failure(ending.verdict.failure, None, ending.verdict.message, None, "")
    if ending.exit_code < 0:
        return killed_from_outside(ending, limits)
    reported = ending.reported.get("failure") if ending.reported else None
    if isinstance(reported, dict):
        return with_limit(reported_failure(reported), ending, limits, disk_full)
    if ending.exit_code == 0:
        return None
    message = f"the program ended with status {ending.exit_code} without a traceback"
    return with_limit(Failure("program", None, message, None, ""), ending, limits, disk_full)


def killed_from_outside(ending: Ending, limits: Limits) -> Failure:
    """Return the failure of a job that died by a signal which was not ours."""
    number = -ending.exit_code
    # At its limit the kernel sends SIGXCPU, which the first of a pid namespace survives for the SIGKILL a second later.
    if (
        number in (signal.SIGKILL, signal.SIGXCPU)
        and ending.cpu_seconds >= limits.cpu_seconds - CPU_LIMIT_MARGIN_SECONDS
    ):
        message = f"out of processor time at {ending.cpu_seconds:.0f} s of {limits.cpu_seconds} s"
        return Failure("time", None, message, None, "")
    if number == signal.SIGKILL:
        used = f"{mebibytes(ending.peak_bytes)} of {mebibytes(limits.memory_bytes)}"
        message = f"killed by the system, most likely because the machine ran out of memory, at {used}"
        return Failure("memory", None, message, None, "")
    name = signal.Signals(number).name if number in list(signal.Signals) else str(number)
    return Failure("program", None, f"killed by signal {name}", None, "")


def reported_failure(reported: dict[str, Any]) -> Failure:
    """Return what the program said of itself, made safe."""
    kind, line = reported.get("class"), reported.get("line")
    return Failure(
        failure=kind if kind in REPORTABLE else "program",
        type=text(reported.get("type"), 200),
        message=" ".join((text(reported.get("message"), LONGEST_MESSAGE) or "").split()),
        line=line if isinstance(line, int) and not isinstance(line, bool) and 0 < line < 1_000_000 else None,
        traceback=text(reported.get("traceback"), LONGEST_TRACEBACK) or "",
    )


def text(value: Any, longest: int) -> str | None:
    return clean(value, longest) if isinstance(value, str) else None


def with_limit(failure: Failure, ending: Ending, limits: Limits, disk_full: str | None) -> Failure:
    """Name the limit a program ran into, with its figures, where only an error's own text speaks of it."""
    kind, message = failure.failure, failure.message
    if kind == "memory":
        used = f"{mebibytes(ending.peak_bytes)} of {mebibytes(limits.memory_bytes)}"
        message = f"out of memory at {used}: {message}" if message else f"out of memory at {used}"
    elif kind == "disk" or (kind == "program" and disk_full is not None):
        kind, message = "disk", f"{disk_full or f'disk limit {mebibytes(limits.disk_bytes)}'}: {message}"
    elif kind == "processes" or (kind == "program" and ending.refused_processes):
        kind, message = "processes", f"out of processes: at most {limits.processes} at once: {message}"
    return Failure(kind, failure.type, message, failure.line, failure.traceback)
