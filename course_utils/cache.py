"""Where the course keeps what it can make again: one folder a user, removed without harm."""

import os
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """Return the cache folder, made if need be: $BNCOURSE_CACHE, else the user's cache folder."""
    named = os.environ.get("BNCOURSE_CACHE")
    folder = Path(named) if named else Path(platformdirs.user_cache_dir("batchnorm-course"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_atomically(path: Path, write) -> None:
    """Call `write(temporary_path)`, then move the file to `path`: readers never see half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Same suffix: numpy appends ".npz" to names that lack it.
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
