"""One supervisor of each mode for all tests of the executor: that it serves them all is part of what they show."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from kit import MODES, Host, is_root
from ordinary_user import command_of_a_user


@pytest.fixture(scope="session")
def host_of_mode() -> Iterator[Callable[[str], Host]]:
    """Return the supervisor of a mode, started when it is first asked for."""
    started: dict[str, Host] = {}
    place = Path(tempfile.mkdtemp(prefix="kaiseki-user-"))
    place.chmod(0o755)
    with contextlib.ExitStack() as ends:

        def find(mode: str) -> Host:
            if mode not in started:
                command = command_of_a_user(place) if mode == "userns" and is_root() else None
                started[mode] = ends.enter_context(Host(command))
                assert started[mode].ready.get("mode") == mode, started[mode].ready
            return started[mode]

        yield find
    shutil.rmtree(place)


@pytest.fixture(scope="session")
def host(request: pytest.FixtureRequest, host_of_mode: Callable[[str], Host]) -> Host:
    """The supervisor of the first mode, or of the one that a test is parametrised with."""
    return host_of_mode(getattr(request, "param", MODES[0]))
