"""One supervisor for all tests of the executor: that it serves them all is part of what they show."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from kit import Host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    with Host() as started:
        assert started.ready["event"] == "ready", started.ready
        yield started
