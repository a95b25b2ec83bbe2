"""A disk of its own for each container, as a Fargate task has: what others write to the machine's is not on it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

SIZE = "2G"
FOLDERS = ("out", "tmp", "inputs")


class Disk:
    """An ext4 file system in a sparse file, mounted. Needs root. `remove` it when its container is gone."""

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="kaiseki-attacks-disk-"))
        image, self.mount = self.place / "image", self.place / "mount"
        self.mount.mkdir()
        for command in (
            ["truncate", f"--size={SIZE}", str(image)],
            ["mkfs.ext4", "-q", "-m", "0", str(image)],
            ["mount", "-o", "loop", str(image), str(self.mount)],
        ):
            subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
        for name in FOLDERS:
            (self.mount / name).mkdir()

    def volumes(self) -> list[str]:
        return [f"--volume={self.mount / name}:/{name}" for name in FOLDERS]

    def remove(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.mount)], stdin=subprocess.DEVNULL, check=True)
        shutil.rmtree(self.place)
