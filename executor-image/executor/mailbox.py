"""Ask a slot's mailbox for its next assignment until it is there or the slot is over."""

import json
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from executor.assignment import Assignment, BadAssignment, parse_assignment
from executor.http_client import HttpClient, HttpTrouble, Interrupted

WAIT_SECONDS = 20
# A host that holds the request answers "not yet" after seconds; one that answers at once is polled at this pace.
HELD_SECONDS, FIRST_POLL_SECONDS, LONGEST_POLL_SECONDS = 0.5, 1.0, 2.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.25, 5.0
# A host that has not said a word for so long is gone.
SILENCE_SECONDS = 120
SLOT_IS_OVER = (401, 403, 410)


@dataclass(frozen=True)
class Patience:
    """How long a slot waits, in seconds: in all, and for each assignment after its first."""

    lifetime: float = math.inf
    idle: float = math.inf


def await_assignment(
    client: HttpClient,
    url: str,
    over: threading.Event,
    clock: Callable[[], float],
    until: float = math.inf,
) -> Assignment | None:
    """Return the assignment at `url`; None when the slot is over.

    `over` ends the wait, and so does `until`, a time of `clock`, which is monotonic, in seconds. Raises BadAssignment.
    """
    poll = FIRST_POLL_SECONDS
    retry = FIRST_RETRY_SECONDS
    heard_at = clock()
    while not over.is_set() and clock() < min(until, heard_at + SILENCE_SECONDS):
        asked_at = clock()
        seconds = max(1, math.ceil(min(WAIT_SECONDS, until - asked_at)))
        try:
            answer = client.request("GET", url, {"Prefer": f"wait={seconds}"})
        except Interrupted:
            return None
        except HttpTrouble:
            over.wait(retry)
            retry = min(2 * retry, LONGEST_RETRY_SECONDS)
            continue
        heard_at = clock()
        if answer.status == 200:
            return parse_assignment(decode(answer.body))
        if answer.status in SLOT_IS_OVER:
            return None
        if answer.status == 404:
            retry = FIRST_RETRY_SECONDS
            if clock() - asked_at < HELD_SECONDS:
                over.wait(poll)
                poll = min(1.5 * poll, LONGEST_POLL_SECONDS)
        else:
            over.wait(retry)
            retry = min(2 * retry, LONGEST_RETRY_SECONDS)
    return None


def decode(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError as error:
        raise BadAssignment(f"the mailbox holds no JSON: {error}") from error
