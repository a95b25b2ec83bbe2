"""`python -m executor serve` runs the supervisor, `python -m executor probe` says how programs can be jailed here."""

import json
import sys

from executor import cgroups
from executor.probe import probe
from executor.supervisor import REFUSED, serve


def main(arguments: list[str]) -> int:
    match arguments:
        case ["serve"]:
            serve()
        case ["probe"]:
            finding = probe()
            if finding.mode is not None:
                groups = cgroups.open_parents()
                finding = finding.with_groups(groups is not None)
                if groups is not None:
                    cgroups.close_parents(groups)
            print(json.dumps(finding.document()))
            return 0 if finding.mode is not None else REFUSED
        case _:
            print("usage: python -m executor serve | probe", file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
