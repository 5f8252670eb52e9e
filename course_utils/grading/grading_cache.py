"""Results on disk, by everything that they depend on.

A key is the digest of a task's content and of the code that grades it; a result is one file,
written at once or not at all. So a second run grades only what changed, and a run that was killed
goes on where it stood.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Collection
from functools import cache
from pathlib import Path

import course_utils
from course_utils.grading.task import Result, Task

#: Packages whose version can change what an answer returns or what a test makes of it.
PACKAGES = ("numpy", "keras", "tensorflow", "pandas", "scipy", "nbgrader", "ipython")

#: The modules of grading that execute a notebook.
RUNNER = frozenset({"task", "test_kernel"})


def key_of(task: Task) -> str:
    """The digest of a task, of the course's code and of the versions it runs with."""
    content = {name: part for name, part in task.to_json().items() if name != "student"}
    whole = json.dumps([content, _environment()], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


@cache
def _environment() -> dict[str, str]:
    versions = {name: _version(name) for name in PACKAGES}
    return {"python": platform.python_version(), "course": _code(), **versions}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _code() -> str:
    """The digest of the files of course_utils that answers, tests or their runner can reach."""
    digest = hashlib.sha256()
    folder = Path(course_utils.__file__).parent
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in (".py", ".json") and _counts(inside):
            digest.update(str(inside).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _counts(path: Path) -> bool:
    """Whether a file takes part in a run: of grading, the runner and the isolation alone."""
    return path.parts[0] != "grading" or "isolation" in path.parts or path.stem in RUNNER


class ResultCache:
    """Graded results in a folder, one file each."""

    def __init__(self, folder: Path):
        self._folder = folder

    def get(self, key: str, student: str) -> Result | None:
        """The result stored under a key, for that student; None if there is none to be read."""
        try:
            content = json.loads(self._path(key).read_text(encoding="utf-8"))
            return Result.from_json({**content, "student": student})
        except (OSError, ValueError, TypeError):
            return None

    def put(self, key: str, result: Result) -> None:
        """Store a result."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._path(key), json.dumps(result.to_json()))

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove all other results."""
        wanted = {self._path(key) for key in keys}
        for path in self._folder.glob("*.json"):
            if path not in wanted:
                path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def write_whole(path: Path, text: str) -> None:
    """Write a file at once: whoever reads it finds the old or the new text."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
