"""How a supervisor is started in each mode of the jail: the one place that knows."""

import os
from collections.abc import Mapping
from pathlib import Path

import kit
from containers import ContainerHost
from kit import EXECUTOR_IMAGE, Host
from ordinary_user import command_of_a_user

# Lies in the environment of every supervisor, where no job may find it.
SUPERVISOR_SECRET = "treasure-of-the-supervisor"
ENVIRONMENT: Mapping[str, str] = {"SECRET": SUPERVISOR_SECRET}
# An image that is not there fails every test of its mode, and says how to get it.
MODES = (*kit.MODES, "container")


def start_host(mode: str, place: Path, packages: Path = EXECUTOR_IMAGE) -> Host:
    """Return a host whose supervisor runs `packages` in a mode; `place` is an empty folder that everybody may enter."""
    if mode == "container":
        return ContainerHost(packages, ENVIRONMENT)
    command = command_of_a_user(place) if mode == "userns" and os.geteuid() == 0 else None
    return Host(command, {**ENVIRONMENT, "PYTHONPATH": str(packages)})
