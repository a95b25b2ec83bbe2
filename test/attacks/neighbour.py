"""A job that runs all the while beside the attacks, in a slot of its own, and says what is done to it."""

import json
import time
import uuid
from typing import Any

from kit import Host

SECRET = "treasure-of-the-neighbour"

PROGRAM = f"""
import kaiseki, os, signal, socket, time
secret = "{SECRET}"
os.environ["SECRET"] = secret
folders = ("/tmp", "/out", "/dev/shm")
for folder in folders: open(folder + "/kept", "w").write(secret)
listener = socket.socket(socket.AF_UNIX)
listener.bind("\\0" + kaiseki.parameters()["socket"])
listener.listen()
listener.setblocking(False)
harm = []
for number in set(signal.valid_signals()) - {{signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, 32, 33}}:
    signal.signal(number, lambda number, _: harm.append(f"signal {{number}}"))
child = os.fork()
while child == 0: time.sleep(60)
found = {{folder: os.listdir(folder) for folder in folders}}
while True:
    for folder in folders:
        if open(folder + "/kept").read() != secret: harm.append(folder + " was changed")
        if os.listdir(folder) != found[folder]: harm.append(folder + " holds more")
    try: listener.accept(); harm.append("a connection")
    except BlockingIOError: pass
    if os.waitpid(child, os.WNOHANG) != (0, 0): harm.append("its child is gone"); child = os.getpid()
    kaiseki.progress(None, f"{{time.time()}} {{', '.join(harm[-3:])}}")
    time.sleep(0.1)
"""
LONG = 24 * 3600
SIGN_OF_LIFE_SECONDS = 15


class Neighbour:
    """The job, from outside."""

    def __init__(self, host: Host) -> None:
        """Start it. `socket` is the abstract socket that it listens at."""
        self.store = host.store
        # A name of its own: containers that share the machine's network share these names, too.
        self.socket = f"kaiseki-neighbour-{uuid.uuid4()}"
        given: dict[str, Any] = {"wallSeconds": LONG, "cpuSeconds": LONG, "parameters": {"socket": self.socket}}
        prefix = host.assign(host.open_slot(), PROGRAM, **given)
        self.progress, self.result = f"/{prefix}progress.json", f"/{prefix}result.json"
        assert self.store.wait(self.progress, 30) is not None, "the neighbour does not begin"

    def harm(self, since: float) -> list[str]:
        """Return what was done to it, by what it says at some time after `since` (as `time.time()` counts)."""
        with self.store.changed:
            self.store.changed.wait_for(
                lambda: self.said()[0] > since or self.result in self.store.objects, SIGN_OF_LIFE_SECONDS
            )
            said_at, harm = self.said()
            if self.result in self.store.objects:
                return [f"neighbour: ended: {json.loads(self.store.objects[self.result])['failure']}"]
        if said_at <= since:
            return [f"neighbour: no sign of life for {time.time() - said_at:.0f} s"]
        return [f"neighbour: {harm}"] if harm else []

    def said(self) -> tuple[float, str]:
        moment, _, harm = json.loads(self.store.objects[self.progress])["text"].partition(" ")
        return float(moment), harm
