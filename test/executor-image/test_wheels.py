"""Which wheels of the lock the image takes: its Python and machine decide, not those of whoever downloads."""

import re
from pathlib import Path

import pytest

import wheels

LOCK = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via pandas
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
only-arm==1 ; platform_machine == 'aarch64' \\
    --hash=sha256:dd
only-mac==1 ; sys_platform == 'darwin' \\
    --hash=sha256:ee
"""


@pytest.mark.parametrize(("machine", "more"), [("x86_64", []), ("aarch64", ["only-arm==1 --hash=sha256:dd"])])
def test_markers_are_read_for_the_image(
    machine: str, more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.lock").write_text(LOCK)
    monkeypatch.setattr(wheels, "HERE", tmp_path)
    assert list(wheels.wanted("a.lock", machine)) == ["numpy==2.4.6 --hash=sha256:aa --hash=sha256:bb", *more]


def test_every_entry_is_pinned_and_hashed() -> None:
    entries = [*wheels.wanted("installer.lock", "x86_64"), *wheels.wanted("requirements.lock", "x86_64")]
    assert len(entries) > 20
    assert [entry for entry in entries if not re.fullmatch(r"[\w.-]+==\S+( --hash=sha256:[0-9a-f]{64})+", entry)] == []


@pytest.mark.parametrize("arguments", [["riscv64"], ["x86_64", "aarch64"]])
def test_other_machines_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert wheels.main(arguments) == 2
    assert "usage" in capsys.readouterr().err
