"""Let the attacks find what they share with other tests; the fixtures are in `fixtures`."""

import sys
from pathlib import Path

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in ("attacks", "executor-image/executor", "image"))
from fixtures import arena, mode, there, unguarded, weaken, weaken_host, weakened

__all__ = ["arena", "mode", "there", "unguarded", "weaken", "weaken_host", "weakened"]
