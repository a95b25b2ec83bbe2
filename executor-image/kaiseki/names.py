"""Names of what a program publishes, and the files that keep it."""

import itertools
import os
import re
import warnings

from kaiseki.context import current

LONGEST_NAME_BYTES = 180
# As warnings.warn() counts: itself, what publishes, and then the program.
PROGRAM = 3


def checked(name: object, usage: str) -> str:
    """Return a name that is one. Raises TypeError, ValueError, with how the function is called."""
    if not isinstance(name, str):
        raise TypeError(f"{usage}: the name comes first and is text, not {type(name).__name__}")
    if not name.strip():
        raise ValueError(f"{usage}: the name is empty")
    return str(name)


def base_of(kind: str, name: str) -> str:
    """Return the file name, without its ending, of what is published under a name: no other name of its kind gets it.

    The same name gets the same file: the later one replaces the earlier one, which is said on standard error.
    """
    published = current().published
    base = file_name(name)
    for number in itertools.count(1):
        numbered = base if number == 1 else f"{base}_{number}"
        # Some file systems take large and small letters for the same.
        key = (kind, numbered.casefold())
        if key not in published:
            published[key] = name
            return numbered
        if published[key] == name:
            text = f"{kind} {name!r} was published before: the later one replaces it; give each a name of its own"
            warnings.warn(text, stacklevel=PROGRAM)
            return numbered
    raise AssertionError("unreachable")


def file_name(name: str) -> str:
    """Return a name that every file system takes."""
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', "_", name)
    safe = "".join(character if character.isprintable() else "_" for character in safe).strip(" ._")[:100]
    # Names are limited in bytes, of which a Japanese character takes three; the ending comes on top.
    return safe.encode("utf-8", "replace")[:LONGEST_NAME_BYTES].decode("utf-8", "ignore").strip(" ._") or "unnamed"


def path_of_output(name: str) -> str:
    """Return where a file of that name belongs."""
    return os.path.join(current().output, name)
