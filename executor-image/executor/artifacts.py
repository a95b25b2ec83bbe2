"""Collect what a job left in its output folder. The folder is hostile: the job could put anything there.

Only regular files with one link are taken, by descriptors that never follow a link, under names that are safe to use
as keys, in downloads and on a terminal. Everything refused is said, in one sentence each.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field

from executor.media_types import media_type_of
from executor.strict_json import cut_text

OWN_FOLDER = ".kaiseki"
# Made by Python and the libraries, wanted by nobody, and not worth a word.
LITTER = ("__pycache__", OWN_FOLDER, ".ipynb_checkpoints", ".matplotlib", ".cache")
DEEPEST, MOST_ENTRIES = 4, 5_000
# A name in bytes, a path with its folders in UTF-16 units.
LONGEST_NAME, LONGEST_PATH = 200, 300
MOST_CUTS = 50
CHUNK = 1 << 20
OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class Artifact:
    """One file to publish. `descriptor` is open for reading; the collector's caller closes it."""

    name: str
    descriptor: int
    size: int
    sha256: str
    media_type: str

    def chunks(self) -> Iterator[bytes]:
        """Yield the file's content, from its start, each time it is called."""
        position = 0
        while position < self.size and (chunk := os.pread(self.descriptor, CHUNK, position)):
            position += len(chunk)
            yield chunk


@dataclass
class Collection:
    """What was taken, and what was refused."""

    artifacts: list[Artifact] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    entries: int = 0
    total_bytes: int = 0

    def refuse(self, name: str, why: str) -> None:
        if len(self.cut) < MOST_CUTS:
            self.cut.append(f"{shown(name)} was not kept: {why}")
        elif len(self.cut) == MOST_CUTS:
            self.cut.append("more files were not kept")

    def close(self) -> None:
        for artifact in self.artifacts:
            os.close(artifact.descriptor)


def collect(folder: int, most_files: int, most_bytes: int) -> Collection:
    """Collect the files below the folder that `folder` is a descriptor of. Its processes must be dead."""
    collection = Collection()
    walk(folder, "", 0, collection, most_files, most_bytes)
    return collection


def walk(folder: int, prefix: str, depth: int, collection: Collection, most_files: int, most_bytes: int) -> None:
    """Take the files of one folder in the order of their names, so that the same files give the same result."""
    for name in sorted(names_in(folder, collection)):
        path = prefix + name
        if name in LITTER:
            continue
        if (why := why_not_named(name) or why_not_placed(path)) is not None:
            collection.refuse(path, why)
            continue
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                take(folder, name, path, status, collection, most_files, most_bytes)
            elif depth >= DEEPEST:
                collection.refuse(path, f"folders may be {DEEPEST} deep")
            else:
                below = os.open(name, OPEN_FLAGS | os.O_DIRECTORY, dir_fd=folder)
                try:
                    walk(below, path + "/", depth + 1, collection, most_files, most_bytes)
                finally:
                    os.close(below)
        except OSError as error:
            collection.refuse(path, f"it cannot be read ({error.strerror})")


def names_in(folder: int, collection: Collection) -> Iterator[str]:
    """Yield the names in a folder, until there have been too many in all."""
    with os.scandir(folder) as entries:
        for entry in entries:
            collection.entries += 1
            if collection.entries > MOST_ENTRIES:
                collection.refuse(f"what comes after {MOST_ENTRIES} files", "there are too many")
                return
            yield entry.name


def take(
    folder: int,
    name: str,
    path: str,
    status: os.stat_result,
    collection: Collection,
    most_files: int,
    most_bytes: int,
) -> None:
    """Open one file, check once more what was opened, hash it."""
    if (why := why_not_kind(status)) is not None:
        collection.refuse(path, why)
    elif len(collection.artifacts) >= most_files:
        collection.refuse(path, f"at most {most_files} files are kept")
    elif collection.total_bytes + status.st_size > most_bytes:
        collection.refuse(path, f"at most {most_bytes} bytes are kept")
    else:
        descriptor = os.open(name, OPEN_FLAGS, dir_fd=folder)
        opened = os.fstat(descriptor)
        if (opened.st_dev, opened.st_ino, opened.st_size) != (status.st_dev, status.st_ino, status.st_size):
            os.close(descriptor)
            collection.refuse(path, "it changed while it was collected")
            return
        digest = hash_of(descriptor, opened.st_size)
        collection.artifacts.append(Artifact(path, descriptor, opened.st_size, digest, media_type_of(name)))
        collection.total_bytes += opened.st_size


def hash_of(descriptor: int, size: int) -> str:
    digest = hashlib.sha256()
    for chunk in Artifact("", descriptor, size, "", "").chunks():
        digest.update(chunk)
    return digest.hexdigest()


def why_not_named(name: str) -> str | None:
    """Return what is wrong with a name, None when it is safe."""
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if len(encoded) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} bytes"
    if not name.isprintable():
        return "its name has characters that cannot be shown"
    if name.startswith("."):
        return "hidden files are not published"
    if any(character in name for character in '\\/:*?"<>|') or name != name.strip() or name.endswith("."):
        return "its name has characters that other systems forbid"
    return None


def why_not_placed(path: str) -> str | None:
    """Return what is wrong with a path of safe names, None when it is short enough."""
    return f"its path is longer than {LONGEST_PATH} characters" if cut_text(path, LONGEST_PATH) != path else None


def why_not_kind(status: os.stat_result) -> str | None:
    """Return why something in the folder is no file to publish, None when it is one."""
    if stat.S_ISLNK(status.st_mode):
        return "links are not followed"
    if not stat.S_ISREG(status.st_mode):
        return "it is no regular file"
    if status.st_nlink != 1:
        return "it has more than one link"
    return None


def shown(name: str) -> str:
    """Return a name that is safe to print."""
    safe = name.encode("utf-8", "backslashreplace").decode()
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in safe)[:300]
