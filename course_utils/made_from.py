"""What an executed lecture was made from: as long as that stays, it need not be run again.

`identity` is a hash of the lecture's cells, its parameters, the course's own code, the versions of
what computes, and where MNIST comes from. `note` writes it into the executed notebook;
`seconds_if_made` reads it there.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from course_utils.data import PATH_VARIABLE

#: Packages whose versions change what a lecture shows.
PACKAGES = ("keras", "tensorflow", "numpy", "pandas", "matplotlib", "scikit-learn", "mlxtend")
#: The same, where they are installed: a lecture may skip cells without them.
OPTIONAL_PACKAGES = ("torch",)


def identity(lecture: Path, parameters: Mapping[str, Any]) -> str:
    """Return a hash of all that decides the outputs of a lecture run with these parameters."""
    cells = [
        (cell.cell_type, cell.source, cell.metadata.get("tags", []))
        for cell in nbformat.read(lecture, as_version=4).cells
    ]
    parts = cells, sorted(parameters.items()), _package(), _versions(), _mnist()
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def note(executed: Path, made_from: str, seconds: float) -> None:
    """Write the identity and the time that the run took into an executed notebook, in place."""
    notebook = nbformat.read(executed, as_version=4)
    notebook.metadata["course"] = {"made_from": made_from, "seconds": seconds}
    nbformat.write(notebook, executed)


def seconds_if_made(executed: Path, made_from: str) -> float | None:
    """Return the time that the stored run took if it was made from the same, or None."""
    if not executed.is_file():
        return None
    try:
        noted = nbformat.read(executed, as_version=4).metadata.get("course", {})
    except (ValueError, nbformat.ValidationError):
        # Cut off in the middle of writing: it is made again.
        return None
    return noted.get("seconds") if noted.get("made_from") == made_from else None


@cache
def _package() -> str:
    """A hash of the student's side of the package: what a lecture may import."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), *here.glob("feedback/*")]):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


@cache
def _versions() -> list[str]:
    optional = [name for name in OPTIONAL_PACKAGES if importlib.util.find_spec(name)]
    names = [*PACKAGES, *optional]
    return [sys.version, *(f"{name} {importlib.metadata.version(name)}" for name in names)]


def _mnist() -> list[object]:
    """Where the whole MNIST comes from: a file of one's own may be another one tomorrow."""
    path = Path(os.environ.get(PATH_VARIABLE, ""))
    return [str(path), path.stat().st_size, path.stat().st_mtime] if path.is_file() else []
