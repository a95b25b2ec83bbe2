"""Ask a slot's mailbox for its next assignment until it is there or the slot is over."""

import json
import threading
from collections.abc import Callable

from executor.assignment import Assignment, BadAssignment, parse_assignment
from executor.http_client import HttpClient, HttpTrouble, Interrupted

WAIT_SECONDS = 20
# A host that holds the request answers "not yet" after seconds; one that answers at once is polled at this pace.
HELD_SECONDS, FIRST_POLL_SECONDS, LONGEST_POLL_SECONDS = 0.5, 1.0, 2.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.25, 5.0
SLOT_IS_OVER = (401, 403, 410)


def await_assignment(
    client: HttpClient, url: str, over: threading.Event, clock: Callable[[], float]
) -> Assignment | None:
    """Return the assignment at `url`; None when the slot is over.

    `over` ends the wait; `clock` is a monotonic clock in seconds. Raises BadAssignment.
    """
    poll = FIRST_POLL_SECONDS
    retry = FIRST_RETRY_SECONDS
    while not over.is_set():
        asked_at = clock()
        try:
            answer = client.request("GET", url, {"Prefer": f"wait={WAIT_SECONDS}"})
        except Interrupted:
            return None
        except HttpTrouble:
            over.wait(retry)
            retry = min(2 * retry, LONGEST_RETRY_SECONDS)
            continue
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
