"""Mutated completions and DSPy's verdict, one JSON object a line: `python -m parity.fuzz COUNT SEED`."""

import json
import random
import sys
from collections.abc import Iterator

from parity.completions import Completion, completions
from parity.parsings import verdict

FRAGMENTS = (
    '"', "'", ",", "]", "[", "{", "\n", "\n\n", "\r", "\r\n", "```", "```sql x\n", " ", "\t", "\u3000", "\u2028", "\x85", "\x1c", "\\",
    "[[ ## completed ## ]]", "\n[[ ## answer ## ]]\n", "\n[[ ## kind ## ]] program\n", "[[ ##", "## ]]", "Literal[", "…", "“", "😀",
    "null", "query", "Note: this is fine.\n", "\ufeff", "\u200b", "é",
)  # fmt: skip


def fuzz(count: int, seed: int) -> Iterator[Completion]:
    dice = random.Random(seed)
    bases = list(completions())
    sound = [base for base in bases if verdict(base[1], base[2]) is not None]
    for number in range(count):
        name, signature, text = dice.choice(sound if dice.random() < 0.7 else bases)
        for _ in range(dice.choice((1, 1, 1, 2, 3, 5))):
            text = _mutate(text, dice)
        yield f"{number}: {name}", signature, text


def _mutate(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    lines = text.split("\n")
    line = dice.randrange(len(lines))
    match dice.randrange(8):
        case 0:
            return text[:at] + text[at + dice.randrange(1, 4) :]
        case 1:
            return text[:at] + dice.choice(FRAGMENTS) + text[at:]
        case 2:
            return text[:at]
        case 3:
            return "\n".join(lines[:line] + lines[line + 1 :])
        case 4:
            return "\n".join([*lines[:line], dice.choice(lines), *lines[line:]])
        case 5:
            return text[:at] + dice.choice(FRAGMENTS) + text[at + 1 :]
        case 6:
            return "\n".join(
                [*lines[:line], dice.choice(FRAGMENTS) + lines[line] + dice.choice(FRAGMENTS), *lines[line + 1 :]]
            )
        case _:
            return text.replace('"', "'", dice.randrange(1, 5)).replace("query", dice.choice(FRAGMENTS) + "query", 1)


if __name__ == "__main__":
    count, seed = map(int, sys.argv[1:])
    for name, signature, completion in fuzz(count, seed):
        case = {
            "name": name,
            "signature": signature,
            "completion": completion,
            "outputs": verdict(signature, completion),
        }
        print(json.dumps(case))
