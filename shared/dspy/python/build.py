"""Write what the TypeScript runtime loads, from the declarations: `python build.py FOLDER`.

signatures.json (the sidecar), signatures.ts (types), program.json (DSPy's own JSON): the program as declared, or as
`tuned.json` beside this file has it, which is what `npm run optimize` found and somebody reviewed.
"""

import json
import sys
from pathlib import Path

from program import Kaiseki, save
from sidecar import describe
from signatures import SIGNATURES, STABLE
from typescript import to_typescript

TUNED = Path(__file__).parent / "tuned.json"


def build(folder: Path) -> None:
    sidecar = {name: describe(signature, STABLE) for name, signature in SIGNATURES.items()}
    (folder / "signatures.json").write_text(json.dumps(sidecar, ensure_ascii=False, indent=2) + "\n")
    (folder / "signatures.ts").write_text(to_typescript(sidecar))
    save(current_program(), folder / "program.json")


def current_program() -> Kaiseki:
    """Return the program that runs today."""
    program = Kaiseki()
    if TUNED.exists():
        program.load(TUNED)
    return program


if __name__ == "__main__":
    build(Path(sys.argv[1]))
