"""Fetch inputs by signed GET, verified by hash; store outputs by signed POST form."""

import fcntl
import hashlib
import os
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Literal, TypeVar

from executor.assignment import Input, Output
from executor.http_client import HttpClient, HttpTrouble, Interrupted

CHUNK = 1 << 20
# A sealed memfd can be changed by nobody any more; larger inputs go to disk, to spare the machine's memory.
LARGEST_IN_MEMORY = 64 << 20
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
STORED = (200, 201, 204)

Stored = Literal["stored", "refused"]
Result = TypeVar("Result")


class WrongInput(Exception):
    """An input is not what the assignment says it is: its size or hash differs."""


class TransferFailed(Exception):
    """The store could not be reached, or refused, after retries: infrastructure, not the program's fault."""


def fetch(client: HttpClient, wanted: Input, folder: Path, stop: threading.Event) -> int:
    """Return a descriptor, readable from its start, of a private copy that has no name.

    Raises WrongInput, TransferFailed (also soon after `stop` is set).
    """

    def once() -> int:
        with client.stream("GET", wanted.url) as response:
            if response.status != 200:
                raise status_error(f"input {wanted.name or 'program'}", response.status)
            return copy_verified(response, wanted, folder, stop)

    return with_retries(once, stop)


def copy_verified(response: HTTPResponse, wanted: Input, folder: Path, stop: threading.Event) -> int:
    """Copy the body to a private file while hashing it; close it again when it is not what was promised."""
    writer, reader = open_private(wanted, folder)
    try:
        digest = hashlib.sha256()
        size = 0
        while chunk := response.read(CHUNK):
            size += len(chunk)
            if stop.is_set():
                raise TransferFailed("stopped while fetching")
            if size > wanted.bytes:
                break
            digest.update(chunk)
            write_all(writer, chunk)
        if size != wanted.bytes or digest.hexdigest() != wanted.sha256.lower():
            found = f"{size} bytes with hash {digest.hexdigest()[:12]}…" if size <= wanted.bytes else "a longer file"
            named = f"input {wanted.name!r}" if wanted.name else "the program's file"
            raise WrongInput(f"{named} is not what was announced ({found})")
        return seal(writer, reader)
    except BaseException:
        for descriptor in {writer, reader}:
            os.close(descriptor)
        raise


def open_private(wanted: Input, folder: Path) -> tuple[int, int]:
    """Return (writer, reader) of a file without a name; for a memfd both are the same."""
    if wanted.bytes <= LARGEST_IN_MEMORY:
        descriptor = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        return descriptor, descriptor
    writer, path = tempfile.mkstemp(dir=folder)
    try:
        os.fchmod(writer, 0o400)
        return writer, os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.unlink(path)


def seal(writer: int, reader: int) -> int:
    """Make the copy unchangeable and return the descriptor that is handed over."""
    if writer == reader:
        seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
        fcntl.fcntl(writer, fcntl.F_ADD_SEALS, seals)
    else:
        os.close(writer)
    os.lseek(reader, 0, os.SEEK_SET)
    return reader


def write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def store(
    client: HttpClient,
    output: Output,
    name: str,
    media_type: str,
    size: int,
    chunks: Callable[[], Iterator[bytes]],
    stop: threading.Event,
) -> Stored:
    """Post one file under the output's prefix; "refused" when the store says no to this file (4xx).

    `chunks` is called anew for each try. Raises TransferFailed when the store cannot be reached.
    """
    boundary = secrets.token_hex(16)
    head, tail = form_around(boundary, output, name, media_type)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(head) + size + len(tail)),
    }

    def body() -> Iterator[bytes]:
        yield head
        yield from chunks()
        yield tail

    def once() -> Stored:
        small = size <= CHUNK
        answer = client.request("POST", output.url, headers, b"".join(body()) if small else body())
        if answer.status in STORED:
            return "stored"
        if 400 <= answer.status < 500 and answer.status not in (408, 429):
            return "refused"
        raise HttpTrouble(f"storing {name}: status {answer.status}")

    return with_retries(once, stop)


def form_around(boundary: str, output: Output, name: str, media_type: str) -> tuple[bytes, bytes]:
    """Return what stands before and after the file: the policy's fields first, the file last, as S3 demands."""
    fields = {**output.fields, "key": output.prefix + name, "Content-Type": media_type}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
    head = "".join(parts) + file + f"Content-Type: {media_type}\r\n\r\n"
    return head.encode(), f"\r\n--{boundary}--\r\n".encode()


def status_error(what: str, status: int) -> Exception:
    """A status that may pass is retried; another never gets better."""
    text = f"{what}: status {status}"
    return HttpTrouble(text) if status >= 500 or status in (408, 429) else TransferFailed(text)


def with_retries(once: Callable[[], Result], stop: threading.Event) -> Result:
    """Call `once` until it gets an answer; TransferFailed after the last try or when stopped."""
    for pause in (*RETRY_SECONDS, None):
        try:
            return once()
        except Interrupted as error:
            raise TransferFailed("the slot was given up") from error
        except HttpTrouble as error:
            if pause is None or stop.wait(pause):
                raise TransferFailed(str(error)) from error
    raise AssertionError("unreachable")
