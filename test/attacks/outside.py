"""What lies outside of every job on this machine, for attacks to look for: files, listeners, secrets."""

import socket
import threading
import uuid
from pathlib import Path

SECRET = "treasure-of-the-machine"
# Finds every secret of these tests, and the signed URLs; not itself, nor the program that it stands in.
ANY_SECRET = "trea[s]ure-of-the-[a-z]+|http:/[/]127[.]0[.]0[.]1:[0-9]+/[a-z]+"


class Outside:
    """A file that everybody may read and sockets that everybody may connect to. Use as a context manager."""

    def __init__(self, place: Path) -> None:
        self.secret_file, self.socket_path = place / "secret.txt", place / "socket"
        self.abstract_socket = f"kaiseki-outside-{uuid.uuid4()}"
        self.visits: list[str] = []
        self.sockets: list[socket.socket] = []

    def __enter__(self) -> "Outside":
        self.secret_file.write_text(SECRET)
        self.secret_file.chmod(0o644)
        self.port = self.listen(socket.AF_INET, ("127.0.0.1", 0), "TCP")[1]
        self.listen(socket.AF_UNIX, str(self.socket_path), "a socket's path")
        self.socket_path.chmod(0o777)
        self.listen(socket.AF_UNIX, f"\0{self.abstract_socket}", "an abstract socket")
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.sockets:
            one.shutdown(socket.SHUT_RDWR)
            one.close()

    def listen(self, family: socket.AddressFamily, address: object, name: str) -> tuple[str, int]:
        listener = socket.socket(family)
        listener.bind(address)  # type: ignore[arg-type]
        listener.listen()
        self.sockets.append(listener)
        threading.Thread(target=self.accept, args=(listener, name), daemon=True).start()
        address_got: tuple[str, int] = listener.getsockname()
        return address_got

    def accept(self, listener: socket.socket, name: str) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.visits.append(name)
            connection.close()
