"""Reaching anything: the internet, the cloud's metadata, the host, another job."""

from arena import Arena, Weaken
from attack import Attack
from containers import LOOPBACK
from outside import Outside
from weakened import NO_FILTER, NO_LANDLOCK, Change


def connections(there: Outside) -> Attack:
    """Connect to what is really there, and to what would be there in the cloud."""
    return Attack(f"""
def connect(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as one:
        one.settimeout(0.5)
        one.connect(address)
        one.send(b"x")
for address in ("127.0.0.1", "{LOOPBACK}"):
    attempt("the host by TCP", lambda: connect(socket.AF_INET, (address, {there.port})))
for address in ("169.254.169.254", "169.254.170.2", "10.0.0.1", "192.0.2.1"):
    attempt(address, lambda: connect(socket.AF_INET, (address, 80)))
    attempt(address + " by UDP", lambda: connect(socket.AF_INET, (address, 53), socket.SOCK_DGRAM))
attempt("IPv6", lambda: connect(socket.AF_INET6, ("::1", {there.port})))
attempt("a name", lambda: socket.getaddrinfo("example.com", 80))
attempt("a listener of its own", lambda: socket.create_server(("127.0.0.1", 0)))
""")


# Raw, netlink, packet, vsock, crypto and what else there is.
OTHER_FAMILIES = Attack("""
for family in [0, *range(2, 50)]:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        attempt(f"a socket of family {family}", lambda: socket.socket(family, kind, 0).close())
        attempt(f"a pair of family {family}", lambda: socket.socketpair(family, kind, 0) and None)
attempt("a family whose upper half is set", lambda: call("socket", 1 << 32 | socket.AF_INET, socket.SOCK_STREAM, 0))
attempt("a ring", lambda: call("io_uring_setup", 8, ctypes.create_string_buffer(200)))
""")


def sockets(arena: Arena, there: Outside) -> Attack:
    return Attack(f"""
def connect(address, kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_UNIX, kind) as one:
        one.settimeout(0.5)
        one.connect(address)
for name in ("{there.abstract_socket}", "{arena.neighbour.socket}"):
    attempt(f"the abstract socket {{name}}", lambda: connect("\\0" + name))
for path in ("/run/systemd/journal/stdout", "/run/dbus/system_bus_socket", "/var/run/docker.sock", "/run/podman/podman.sock",
             "/run/containerd/containerd.sock", "/dev/log", "/run/systemd/journal/dev-log"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        attempt(path, lambda: connect(path, kind))
attempt("a socket's path", lambda: connect({str(there.socket_path)!r}))
""")


def test_nothing_is_reached_by_network(arena: Arena, there: Outside) -> None:
    assert arena.endure(connections(there)).breaches == []
    assert there.visits == []


def test_no_socket_of_any_other_family_can_be_had(arena: Arena) -> None:
    assert arena.endure(OTHER_FAMILIES).breaches == []


def test_no_socket_of_the_machine_or_of_a_neighbour_is_reached(arena: Arena, there: Outside) -> None:
    assert arena.endure(sockets(arena, there)).breaches == []
    assert there.visits == []


def test_a_job_talks_to_itself(arena: Arena) -> None:
    """What multiprocessing needs is left open: otherwise the walls above would be seen where there is no floor."""
    attack = Attack("""
listener = socket.socket(socket.AF_UNIX)
listener.bind("/tmp/here")
listener.listen()
other = socket.socket(socket.AF_UNIX)
other.connect("/tmp/here")
other.send(b"x")
assert listener.accept()[0].recv(1) == b"x"
""")
    assert arena.endure(attack).breaches == []


def test_control_without_filter(weakened: Weaken, there: Outside) -> None:
    """There are sockets then, and in a network namespace of one's own, under Landlock, nobody at the other end."""
    arena = weakened(NO_FILTER)
    assert {"a socket of family 2", "a socket of family 16"} <= set(arena.endure(OTHER_FAMILIES).breaches)
    assert "the host by TCP" not in arena.endure(connections(there)).breaches
    assert there.visits == []


def test_control_without_filter_landlock_and_namespace(weaken: Weaken, there: Outside, mode: str) -> None:
    """A container keeps its network: from there no abstract socket of the machine is reached."""
    shared = Change("executor/jail/namespaces.py", " | linux.NEW_UTS | linux.NEW_NETWORK", " | linux.NEW_UTS")
    arena = weaken(NO_FILTER, NO_LANDLOCK, shared)
    assert "the host by TCP" in arena.endure(connections(there)).breaches
    reached = f"the abstract socket {there.abstract_socket}" in arena.endure(sockets(arena, there)).breaches
    assert reached == (mode != "container")
    assert set(there.visits) == ({"TCP"} if mode == "container" else {"TCP", "an abstract socket"})
