"""Write what the TypeScript runtime loads, from the declarations: `python build.py FOLDER`.

signatures.json (the sidecar), signatures.ts (types), program.json (DSPy's own JSON, as declared, not optimised).
"""

import json
import sys
from pathlib import Path

from program import Kaiseki, save
from sidecar import describe
from signatures import SIGNATURES, STABLE
from typescript import to_typescript


def build(folder: Path) -> None:
    sidecar = {name: describe(signature, STABLE) for name, signature in SIGNATURES.items()}
    (folder / "signatures.json").write_text(json.dumps(sidecar, ensure_ascii=False, indent=2) + "\n")
    (folder / "signatures.ts").write_text(to_typescript(sidecar))
    save(Kaiseki(), folder / "program.json")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
