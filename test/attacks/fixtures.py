"""One arena of each mode for all attacks, and arenas of their own, with a wall taken away, for negative controls."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from arena import Arena, Weaken, WeakenHost
from kit import Host
from modes import MODES, start_host
from outside import Outside
from weakened import UNGUARDED, Change, weakened_copy


@pytest.fixture(params=MODES, scope="session")
def mode(request: pytest.FixtureRequest) -> str:
    """Every attack is made in every mode, unless it says otherwise."""
    return str(request.param)


@pytest.fixture(scope="session")
def arena(mode: str) -> Iterator[Arena]:
    """The arena of a mode."""
    with open_folder() as place, start_host(mode, place) as host:
        arena = Arena(host)
        assert host.ready.get("mode") == mode, host.ready
        yield arena


@pytest.fixture
def weaken_host(mode: str) -> Iterator[WeakenHost]:
    """Return how to start a host of the mode whose executor is changed."""
    with contextlib.ExitStack() as ends:
        yield lambda *changes: ends.enter_context(changed_host(mode, changes))


@pytest.fixture
def weaken(weaken_host: WeakenHost) -> Weaken:
    """Return how to make an arena of the mode whose executor is changed."""
    return lambda *changes: Arena(weaken_host(*changes))


@pytest.fixture(scope="session")
def weakened(mode: str) -> Iterator[Weaken]:
    """Like `weaken`; the same changes give the same arena, which is there as long as its mode's attacks last."""
    arenas: dict[tuple[Change, ...], Arena] = {}
    with contextlib.ExitStack() as ends:

        def find(*changes: Change) -> Arena:
            if changes not in arenas:
                arenas[changes] = Arena(ends.enter_context(changed_host(mode, changes)))
            return arenas[changes]

        yield find


@pytest.fixture(scope="session")
def unguarded(weakened: Weaken) -> Arena:
    """The arena of a mode in which nothing is counted, checked or hidden; what jails is left."""
    return weakened(*UNGUARDED)


@pytest.fixture
def there() -> Iterator[Outside]:
    """What there is on the machine besides jobs."""
    with open_folder() as place, Outside(place) as found:
        yield found


@contextlib.contextmanager
def changed_host(mode: str, changes: tuple[Change, ...]) -> Iterator[Host]:
    with open_folder() as code, open_folder() as place, start_host(mode, place, weakened_copy(code, changes)) as host:
        yield host


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that everybody may enter; it is gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="kaiseki-attacks-"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place)
