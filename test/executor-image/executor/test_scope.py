"""An ordinary user's supervisor asks systemd for control groups, once, and goes on without where there is no answer."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from executor import cgroups, scope

ASKED = ["--user", "--scope", "--quiet", "--collect", "--property=Delegate=yes", "--"]


class Replaced(Exception):
    """This process would be another program now."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put a systemd-run on the path that runs what it is given and notes how it was asked."""
    notes = tmp_path / "notes"
    program = tmp_path / "systemd-run"
    program.write_text(f'#!/bin/sh\nfor a in "$@"; do echo "$a" >> {notes}; done\nexit "${{SYSTEMD_ANSWER:-0}}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    monkeypatch.setattr(cgroups, "owns_a_group", lambda: False)

    def execve(path: str, arguments: list[str], environment: dict[str, str]) -> None:
        raise Replaced(path, arguments, environment)

    monkeypatch.setattr(os, "execve", execve)
    return notes


def test_the_same_program_starts_again_in_a_scope(asked: Path):
    with pytest.raises(Replaced) as replaced:
        scope.enter_own_scope()
    assert asked.read_text().split() == [*ASKED, "true"]
    path, arguments, environment = replaced.value.args
    assert arguments == [path, *ASKED, *sys.orig_argv]
    assert environment[scope.MARK] == "1"
    assert environment["XDG_RUNTIME_DIR"]


def test_it_goes_on_where_systemd_refuses(asked: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SYSTEMD_ANSWER", "1")
    scope.enter_own_scope()
    assert asked.exists()


def test_it_goes_on_where_systemd_does_not_answer(asked: Path, monkeypatch: pytest.MonkeyPatch):
    def late(command: list[str], **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, 10)

    monkeypatch.setattr(subprocess, "run", late)
    scope.enter_own_scope()


@pytest.mark.parametrize("owned", [True, None])
def test_nobody_is_asked_for_what_is_there_or_would_not_help(
    asked: Path, monkeypatch: pytest.MonkeyPatch, owned: bool | None
):
    monkeypatch.setattr(cgroups, "owns_a_group", lambda: owned)
    scope.enter_own_scope()
    assert not asked.exists()


def test_nobody_is_asked_twice(asked: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(scope.MARK, "1")
    scope.enter_own_scope()
    assert not asked.exists()


def test_a_group_of_version_2_is_ones_own_when_it_can_be_divided(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    group = tmp_path / "groups" / "user"
    group.mkdir(parents=True)
    mounts, own = tmp_path / "mounts", tmp_path / "own"
    mounts.write_text(f"cgroup2 {tmp_path}/groups cgroup2 rw 0 0\n")
    own.write_text("0::/user\n")
    monkeypatch.setattr(cgroups, "MOUNTS", mounts)
    monkeypatch.setattr(cgroups, "OWN_GROUPS", own)
    assert cgroups.owns_a_group() is False
    (group / "cgroup.subtree_control").write_text("")
    assert cgroups.owns_a_group() is True
    mounts.write_text("cgroup /groups/memory cgroup rw,memory 0 0\n")
    assert cgroups.owns_a_group() is None
