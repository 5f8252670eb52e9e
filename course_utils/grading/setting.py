"""How a unit's submissions are graded: in what sandbox, with which imports done before the first.

A command needs this before it has imported anything large, so a notebook is read as JSON here.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.grading import numpy_keras
from course_utils.grading.isolation.limits import Limits

#: What the two sides import once, before any student's code runs.
NUMPY, KERAS = (
    "course_utils.grading.isolation.warm_numpy",
    "course_utils.grading.isolation.warm_keras",
)


@dataclass(frozen=True)
class Setting:
    """How a grading process is set up.

    imports: done once on both sides, before any task. keras_backend: of the tests, see
    `numpy_keras`. jobs: how many tasks at a time. tasks: how many a child grades at most, one after
    another.
    """

    root: str
    limits: Limits
    sandbox: str | None = None
    imports: Sequence[str] = ()
    keras_backend: str = ""
    jobs: int = 1
    tasks: int = 16

    def to_json(self) -> dict[str, Any]:
        """The setting as JSON has it."""
        return {**vars(self), "limits": vars(self.limits)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Setting:
        """The inverse of `to_json`."""
        return cls(**{**content, "limits": Limits(**content["limits"])})


def setting_of(
    root: Path,
    master: str,
    sandbox: str | None = None,
    *,
    limits: Limits | None = None,
    submissions: Iterable[str] = (),
    jobs: int = 1,
) -> Setting:
    """The setting for the unit of that master, for those submissions.

    Raises ValueError if the master asks for a backend that there isn't, or is no notebook.
    """
    return Setting(
        root=str(root),
        limits=limits or Limits(),
        sandbox=sandbox,
        imports=imports_of(master, submissions),
        keras_backend=numpy_keras.backend_of(json.loads(master)),
        jobs=jobs,
    )


def imports_of(master: str, submissions: Iterable[str] = ()) -> tuple[str, ...]:
    """Modules to import before a unit's tasks: what its set-up and helper cells import.

    Keras is among them if a submission names it or TensorFlow, too: paid once, not in each.
    """
    found: dict[str, None] = {}
    for cell in json.loads(master)["cells"]:
        if cell["cell_type"] == "code" and _is_the_courses(cell):
            with contextlib.suppress(SyntaxError):
                found |= dict.fromkeys(_imported(ast.parse("".join(cell["source"]))))
    named = any("keras" in text or "tensorflow" in text for text in submissions)
    return (KERAS if "keras" in found or named else NUMPY, *found)


def _is_the_courses(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is nbgrader's, and not for an answer."""
    about = cell["metadata"].get("nbgrader", {})
    return bool(about) and not about.get("solution")


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules that the statements at the top of a cell import."""
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            yield from (name.name for name in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module == "course_utils":
            yield from (f"course_utils.{name.name}" for name in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
