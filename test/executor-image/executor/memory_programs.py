"""Programs that keep memory where no process has it."""

# Messages that nobody reads, in the sockets of many processes.
SOCKETS = """
import os, socket, time
for _ in range(16):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                kept.append(socket.socketpair())
                for one in kept[-1]:
                    one.setblocking(False)
                    try:
                        while True: one.send(bytes(30_000))
                    except BlockingIOError: pass
        except OSError: pass
        time.sleep(10)
        os._exit(0)
time.sleep(10)
"""
