"""What a job in a container is not charged with."""

import contextlib
import resource
import socket
import time

from one_slot_container import Container

SOCKETS = 4_000


def test_local_sockets_that_were_opened_while_a_child_waited_are_not_its_jobs() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with Container() as host, contextlib.ExitStack() as held:
        held.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        assert host.manifest(host.assign("slot", "print(1)"))["outcome"] == "succeeded"
        # The next child has been forked when its mailbox is asked.
        assert host.await_event("ended")["outcome"] == "succeeded"
        time.sleep(1)
        for _ in range(SOCKETS // 2):
            for end in socket.socketpair():
                held.enter_context(end)
        manifest = host.manifest(host.assign("slot", "import time\ntime.sleep(1)", 2))
        assert manifest["outcome"] == "succeeded", manifest["failure"]
