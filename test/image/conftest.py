"""The tests of the image need the image: without it they fail and say how to get it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "executor-image" / "executor"))
from container import ENGINE, IMAGE


@pytest.fixture(scope="session", autouse=True)
def image() -> dict[str, Any]:
    """Return what the engine says about the image."""
    try:
        command = [ENGINE, "image", "inspect", IMAGE]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        reason = "" if done.returncode == 0 else done.stderr.strip()
    except FileNotFoundError as error:
        reason = str(error)
    if reason:
        pytest.fail(
            f"There is no image {IMAGE} of {ENGINE} here ({reason}). Build it with `npm run image`, or name another: "
            "KAISEKI_IMAGE (a tag), KAISEKI_CONTAINER_ENGINE (podman or docker).",
            pytrace=False,
        )
    document: dict[str, Any] = json.loads(done.stdout)[0]
    return document
