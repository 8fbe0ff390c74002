"""Disks of another kind for the tests: read-only and full ones, mounted where the tests run as root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


@contextmanager
def full_disk(folder: Path, bytes_free: int) -> Iterator[Path]:
    """A folder on a disk of its own with so much room; skips the test where nothing can be mounted."""
    folder.mkdir()
    if os.getuid() != 0 or not _mount("-t", "tmpfs", "-o", f"size={bytes_free}", "none", str(folder)):
        pytest.skip("a disk of its own can be mounted only by root, and not everywhere")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def unwritable(folder: Path, *files: Path) -> Iterator[Path]:
    """A folder with copies of these files in which nothing can be made or changed."""
    folder.mkdir()
    mounted = os.getuid() == 0
    if mounted and not _mount("-t", "tmpfs", "none", str(folder)):
        pytest.skip("root writes everywhere, and nothing can be mounted here")
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
        (folder / file.name).chmod(0o444)
    if mounted:
        assert _mount("-o", "remount,ro", str(folder))
    else:
        folder.chmod(0o555)
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        else:
            folder.chmod(0o755)
