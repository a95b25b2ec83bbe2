"""Serve moto's S3, SQS, EventBridge and STS on a free loopback port until stdin ends; the first line is the address."""

import sys

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
# Whoever started this may be killed: the pipe ends with it.
sys.stdin.read()
server.stop()
