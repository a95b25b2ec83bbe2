"""Write the seccomp filters that are shipped: `python -m executor.jail.derive_filters`.

Nothing of the machine goes into them (the syscall numbers are a table beside this file), so that each filter can be
re-derived on any architecture; a test compares the bytes.
"""

import json
from pathlib import Path

from executor.jail.bpf import assemble
from executor.jail.seccomp_policy import ARCHITECTURES, AUDIT_ARCHITECTURE, UNKNOWN, verdicts_for

HERE = Path(__file__).parent
# x86_64 marks its second ABI, x32, with bit 30 of the number.
HIGHEST_NUMBER = {"x86_64": 0x40000000, "aarch64": 0x40000000}


def filter_path(architecture: str) -> Path:
    """Return where the filter of an architecture (as `platform.machine()` calls it) is shipped."""
    return HERE / "filters" / f"{architecture}.bpf"


def derive(architecture: str) -> bytes:
    """Return the filter's bytes for one architecture."""
    numbers = json.loads((HERE / "syscalls.json").read_text())[architecture]
    verdicts = verdicts_for(numbers)
    return assemble(AUDIT_ARCHITECTURE[architecture], verdicts, UNKNOWN, HIGHEST_NUMBER[architecture])


def main() -> None:
    for architecture in ARCHITECTURES:
        filter_path(architecture).write_bytes(derive(architecture))


if __name__ == "__main__":
    main()
