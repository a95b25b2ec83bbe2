"""The objects of a benchmark, in a process of their own: GET (a mailbox is waited for), PUT, POST of a form.

One thread and no lock: the PUT that fills a mailbox answers whoever waits for it, before it is answered itself, so that
neither another thread nor the benchmark's interpreter is in the way that is measured. Started with a listening socket
as its standard input; ends when its starter closes the connection it made first.
"""

import selectors
import socket
import time
from email.parser import BytesParser
from typing import Any

ANSWERED = "/.answered"
CHUNK = 1 << 20


class Connection:
    """One client; `request` is what has come of its next request."""

    def __init__(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = client
        self.request = bytearray()

    def take_request(self) -> tuple[str, str, dict[str, str], bytes] | None:
        """Return (method, path, headers, body) once a whole request has come."""
        end = self.request.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self.request[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = end + 4 + int(headers.get("content-length", 0))
        if len(self.request) < size:
            return None
        body = bytes(self.request[end + 4 : size])
        del self.request[:size]
        method, path, _ = first.split(" ")
        return method, path, headers, body

    def answer(self, status: int, body: bytes = b"") -> None:
        head = f"HTTP/1.1 {status} Status\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        self.socket.setblocking(True)
        try:
            if len(body) < CHUNK:
                self.socket.sendall(head + body)
            else:
                self.socket.sendall(head)
                self.socket.sendall(body)
        except OSError:
            # Who asked is gone.
            return
        finally:
            self.socket.setblocking(False)


class Objects:
    """Objects by path, who waits for which, and when each was last given away (seconds of the monotonic clock)."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.waiting: dict[str, list[Connection]] = {}
        self.answered: dict[str, float] = {}

    def obey(self, connection: Connection, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        if method == "GET":
            self.get(connection, path, waits="prefer" in headers)
        elif method == "PUT":
            self.put(path, body)
            connection.answer(204)
        else:
            self.put(*read_form(headers["content-type"], body))
            connection.answer(204)

    def get(self, connection: Connection, path: str, waits: bool) -> None:
        if path.startswith(ANSWERED):
            connection.answer(200, str(self.answered[path.removeprefix(ANSWERED)]).encode())
        elif path in self.bodies:
            self.give(connection, path)
        elif waits:
            self.waiting.setdefault(path, []).append(connection)
        else:
            connection.answer(404)

    def put(self, path: str, body: bytes) -> None:
        self.bodies[path] = body
        for connection in self.waiting.pop(path, []):
            self.give(connection, path)

    def give(self, connection: Connection, path: str) -> None:
        self.answered[path] = time.monotonic()
        connection.answer(200, self.bodies[path])


def read_form(content_type: str, body: bytes) -> tuple[str, bytes]:
    """Return (path, content) of a signed POST's form."""
    form = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts: Any = form.get_payload()
    fields = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in parts}
    return "/" + fields["key"].decode(), fields["file"]


def serve(listener: socket.socket) -> None:
    objects = Objects()
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ, None)
    owner = None
    while True:
        for key, _ in selector.select():
            if key.data is None:
                client, _ = listener.accept()
                client.setblocking(False)
                connection = Connection(client)
                owner = owner or connection
                selector.register(client, selectors.EVENT_READ, connection)
            elif not turn(objects, key.data):
                selector.unregister(key.fileobj)
                key.data.socket.close()
                if key.data is owner:
                    return


def turn(objects: Objects, connection: Connection) -> bool:
    """Take what has come; False when the client is gone."""
    try:
        data = connection.socket.recv(CHUNK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    if not data:
        for waiting in objects.waiting.values():
            if connection in waiting:
                waiting.remove(connection)
        return False
    connection.request += data
    while (request := connection.take_request()) is not None:
        objects.obey(connection, *request)
    return True


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
