"""How the supervisor and a waiting child talk: one sequenced-packet socket per child, JSON plus descriptors.

    child → supervisor   Waiting   {"waiting": true} with its scratch folders, or {"error": "..."}
    supervisor → child   Job       {"names": [...]} with one descriptor per name
    child → supervisor   Outcome   {"outcome": ..., "failure": ...}, once the program is over

The zygote only passes the socket on. A job's program, parameters and inputs travel as descriptors, so that nothing of
it is ever in the zygote's memory, from which the next child is made.
"""

import array
import json
import os
import socket
import struct
from collections.abc import Mapping
from typing import Any

from executor.jail.rlimits import MOST_GIVEN_FILES

LARGEST_MESSAGE = 128 * 1024
MOST_DESCRIPTORS = MOST_GIVEN_FILES
CREDENTIALS = struct.Struct("3i")

Message = dict[str, Any]


def make_pair() -> tuple[socket.socket, socket.socket]:
    """Return (supervisor's end, child's end); the supervisor's end learns the sender's pid in its own namespace."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def send(channel: socket.socket, message: Mapping[str, Any], descriptors: list[int] | None = None) -> None:
    """Send one message; BrokenPipeError when the other side is gone."""
    rights = []
    if descriptors:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
    channel.sendmsg([json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")], rights)


def receive(channel: socket.socket) -> tuple[Message | None, list[int], int | None]:
    """Return (message, descriptors, sender's pid); message is None at the end, {} when it was no JSON object.

    Whoever wrote it may be hostile: the size is bounded, unasked descriptors must be closed by the caller.
    """
    space = socket.CMSG_SPACE(4 * MOST_DESCRIPTORS) + socket.CMSG_SPACE(CREDENTIALS.size)
    data, ancillary, _, _ = channel.recvmsg(LARGEST_MESSAGE, space)
    descriptors = array.array("i")
    pid = None
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
        elif level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            pid = CREDENTIALS.unpack(content[: CREDENTIALS.size])[0]
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    return parse(data), descriptors.tolist(), pid


def parse(data: bytes) -> Message | None:
    if not data:
        return None
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}
