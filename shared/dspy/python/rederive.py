"""Derive everything generated once more and compare it with what is committed: `python rederive.py [write]`.

What is derived: types and sidecar from the signatures, the program as long as it is the declared one, the goldens.
"""

import json
import sys
import tempfile
from pathlib import Path

from build import build
from parity.completions import completions
from parity.parsings import verdict
from parity.renderings import of_program, of_samples
from parity.samples import SAMPLES
from sidecar import describe

RUNTIME = Path(__file__).parent.parent
GOLDENS = RUNTIME.parent.parent / "test" / "shared" / "dspy" / "goldens"


def make_goldens(folder: Path, program: Path) -> None:
    parsings = [
        {"name": name, "signature": signature, "completion": text, "outputs": verdict(signature, text)}
        for name, signature, text in completions()
    ]
    goldens = {
        "samples": {name: describe(signature) for name, signature in SAMPLES.items()},
        "program": list(of_program(program)),
        "renderings": list(of_samples()),
        "parsings": parsings,
    }
    for name, cases in goldens.items():
        (folder / f"{name}.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
        print(f"{name}: {len(cases)}")


def differences(derived: Path, committed: Path) -> list[str]:
    """Return the names of files that are not the same bytes in both folders, and of goldens that nothing derives."""
    names = {path.name for path in derived.iterdir()}
    if committed == GOLDENS:
        names |= {path.name for path in committed.iterdir()}
    return sorted(name for name in names if _bytes(derived / name) != _bytes(committed / name))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def main(write: bool) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        runtime, goldens = Path(temporary, "runtime"), Path(temporary, "goldens")
        runtime.mkdir()
        goldens.mkdir()
        build(runtime)
        make_goldens(goldens, runtime / "program.json")
        pairs = ((runtime, RUNTIME), (goldens, GOLDENS))
        changed = [str(old / name) for new, old in pairs for name in differences(new, old)]
        for new, old in pairs if write else ():
            for path in new.iterdir():
                (old / path.name).write_bytes(path.read_bytes())
    for name in changed:
        print(f"{name} {'was written' if write else 'is not what is derived: npm run test:dspy -- write'}")
    return 0 if write or not changed else 1


if __name__ == "__main__":
    sys.exit(main(write="write" in sys.argv[1:]))
