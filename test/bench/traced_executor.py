"""`python -m executor serve`, noting when each part of the way to a program's first line is over.

The supervisor writes its moments to standard error when it has handed a job over; the child leaves its own in
`sys.job_moments`, where the program finds them.
"""

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOMENTS: dict[str, float] = {}
PARTS = (
    ("read", "its answer read and checked"),
    ("fetched", "program fetched"),
    ("handed over", "pipes and limits made, handed over"),
    ("woken", "child woken"),
    ("begun", "streams, limits, context taken"),
    ("first line", "compiled, first line"),
)


def noted(moment: str, function: Callable[..., Any], before: bool = False) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        if before:
            MOMENTS[moment] = time.monotonic()
        result = function(*arguments, **named)
        if not before:
            MOMENTS[moment] = time.monotonic()
        return result

    return wrapped


def trace_supervisor() -> None:
    from executor import job, launch, mailbox, zygote_client

    def tell_and(see_through: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any) -> Any:
            sys.stderr.write(json.dumps({"moments": MOMENTS}) + "\n")
            return see_through(*arguments)

        return wrapped

    mailbox.parse_assignment = noted("read", mailbox.parse_assignment)
    launch.Launch.fetch_inputs = noted("fetched", launch.Launch.fetch_inputs)  # type: ignore[method-assign]
    job.Job.hand_over = noted("handed over", job.Job.hand_over)  # type: ignore[method-assign]
    job.Job.see_through = tell_and(job.Job.see_through)  # type: ignore[method-assign]
    here = str(Path(__file__).parent)
    trace = f"import sys; sys.path.extend([*sys.argv[3:], {here!r}]); import traced_executor; traced_executor.trace_child(); "
    zygote_client.START = trace + zygote_client.START


def trace_child() -> None:
    from executor import child

    vars(sys)["job_moments"] = MOMENTS
    child.handover.receive = noted("woken", child.handover.receive)
    child.run_program = noted("begun", child.run_program, before=True)


if __name__ == "__main__":
    from executor.supervisor import serve

    trace_supervisor()
    serve()
