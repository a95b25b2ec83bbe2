"""HTTP/1.1 over kept connections, for signed URLs. Standard library only; redirects are not followed.

One client belongs to one thread. `interrupt` is the exception: it may be called from another thread and makes the
call that is under way, and all later ones, fail at once.
"""

import contextlib
import http.client
import select
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import IO
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
LARGEST_BODY = 4 << 20
LOOPBACK = "127.0.0.1"

Body = bytes | Iterable[bytes] | None


class HttpTrouble(Exception):
    """No answer: connection refused, reset, timed out, or interrupted."""


class Interrupted(HttpTrouble):
    """The client was interrupted; its slot is over."""


@dataclass(frozen=True)
class Answer:
    """A complete small answer."""

    status: int
    body: bytes


class HttpClient:
    """Keeps one connection per origin.

    `loopback` is the name under which a container reaches its host's 127.0.0.1: URLs, and with them the Host header,
    stay as they are signed.
    """

    def __init__(self, loopback: str | None = None) -> None:
        self.loopback = loopback
        self.connections: dict[tuple[str, str], http.client.HTTPConnection] = {}
        self.interrupted = threading.Event()

    def another(self) -> "HttpClient":
        """Return a client for another thread."""
        return HttpClient(self.loopback)

    def request(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: Body = None) -> Answer:
        """Return the answer with its body, bounded. Raises HttpTrouble."""
        with self.stream(method, url, headers, body) as response:
            return Answer(response.status, read_bounded(response))

    @contextlib.contextmanager
    def stream(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: Body = None
    ) -> Iterator[HTTPResponse]:
        """Yield the response, of which any part may be read. Raises HttpTrouble.

        A kept connection may have been closed by the other side meanwhile: a request without a body that dies on a
        reused connection is sent once more on a fresh one.
        """
        parts = urlsplit(url)
        origin = (parts.scheme, parts.netloc)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        reused = origin in self.connections
        try:
            response = self.send(origin, method, target, headers, body)
        except (OSError, http.client.HTTPException) as error:
            self.forget(origin)
            if not reused or body is not None or self.interrupted.is_set():
                raise self.trouble(error) from error
            response = self.send_again(origin, method, target, headers)
        try:
            yield response
        except (OSError, http.client.HTTPException) as error:
            self.forget(origin)
            raise self.trouble(error) from error
        finally:
            if not response.isclosed():
                self.forget(origin)

    def send_again(
        self, origin: tuple[str, str], method: str, target: str, headers: Mapping[str, str] | None
    ) -> HTTPResponse:
        try:
            return self.send(origin, method, target, headers, None)
        except (OSError, http.client.HTTPException) as error:
            self.forget(origin)
            raise self.trouble(error) from error

    def send(
        self, origin: tuple[str, str], method: str, target: str, headers: Mapping[str, str] | None, body: Body
    ) -> HTTPResponse:
        if self.interrupted.is_set():
            raise Interrupted("interrupted")
        connection = self.connections.get(origin)
        if connection is not None and is_stale(connection):
            self.forget(origin)
            connection = None
        if connection is None:
            connection = self.connections[origin] = self.connect(*origin)
        connection.request(method, target, body=body, headers={"Host": origin[1], **(headers or {})})
        return connection.getresponse()

    def connect(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        if self.loopback is not None and netloc.partition(":")[0] == LOOPBACK:
            netloc = netloc.replace(LOOPBACK, self.loopback, 1)
        return kind(netloc, timeout=TIMEOUT_SECONDS)

    def trouble(self, error: Exception) -> HttpTrouble:
        if self.interrupted.is_set():
            return Interrupted("interrupted")
        return HttpTrouble(f"{type(error).__name__}: {error}")

    def forget(self, origin: tuple[str, str]) -> None:
        connection = self.connections.pop(origin, None)
        if connection is not None:
            connection.close()

    def interrupt(self) -> None:
        """Make this client fail from now on, also in the middle of a call."""
        self.interrupted.set()
        for connection in list(self.connections.values()):
            if connection.sock is not None:
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for origin in list(self.connections):
            self.forget(origin)


def is_stale(connection: http.client.HTTPConnection) -> bool:
    """Return whether an idle connection has something to read, which between requests can only be its end."""
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


def read_bounded(response: IO[bytes]) -> bytes:
    """Read a body that ought to be small; HttpTrouble when it is not."""
    body = response.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise HttpTrouble(f"the answer is larger than {LARGEST_BODY} bytes")
    return body
