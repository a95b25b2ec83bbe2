"""`python -m executor serve` runs many slots for a host, `slot` serves one, `probe` says how programs are jailed."""

import json
import sys

from executor import cgroups
from executor.probe import probe
from executor.single_slot import serve_slot
from executor.supervisor import serve
from executor.workshop import REFUSED


def main(arguments: list[str]) -> int:
    match arguments:
        case ["serve"]:
            serve()
        case ["slot"]:
            serve_slot()
        case ["probe"]:
            finding = probe()
            if finding.mode is not None:
                groups = None if finding.mode == "container" else cgroups.open_parents()
                finding = finding.with_groups(groups is not None)
                if groups is not None:
                    cgroups.close_parents(groups)
            print(json.dumps(finding.document()))
            return 0 if finding.mode is not None else REFUSED
        case _:
            print("usage: python -m executor serve | slot | probe", file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
