"""A course's assignments and notebooks, and nbgrader's own interface on them, in this process.

The command line of nbgrader pays seconds of start-up per call; one `NbGraderAPI` does not.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader

from course_utils.folders import CONFIG


class CourseError(RuntimeError):
    """nbgrader could not do what was asked; the message holds its log."""


def assignments(root: Path) -> list[str]:
    """Return the ids of the assignments in source/, sorted."""
    return sorted(folder.name for folder in (root / "source").iterdir() if folder.is_dir())


def notebook(root: Path, step: str, assignment: str, student: str = "") -> nbformat.NotebookNode:
    """Read an assignment's notebook of a step such as "source", "release" or "submitted"."""
    path = root / step / student / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4)


def settings(root: Path) -> Config:
    """Read the course's nbgrader_config.py."""
    return Config(PyFileConfigLoader(CONFIG, path=str(root)).load_config())


def nbgrader_api(root: Path, database: Path, lock_seconds: float | None = None) -> NbGraderAPI:
    """Return nbgrader's interface to the course at `root` with its settings and that database.

    lock_seconds: how long to wait for a database that another program has locked; sqlite's own
    five seconds by default.
    """
    _put_own_programs_on_path()
    configured = settings(root)
    configured.CourseDirectory.root = str(root)
    wait = "" if lock_seconds is None else f"?timeout={lock_seconds:g}"
    configured.CourseDirectory.db_url = f"sqlite:///{database}{wait}"
    api = NbGraderAPI(config=configured)
    # What goes wrong comes back as the result's log; the console stays for our own messages.
    api.log.setLevel(logging.ERROR)
    return api


def _put_own_programs_on_path() -> None:
    """Let nbgrader find `alembic`, which it starts by name, in an environment not activated."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = programs + os.pathsep + os.environ["PATH"]


def succeed(result: Mapping, doing: str) -> None:
    """Raise CourseError with nbgrader's log unless its result says success."""
    if not result["success"]:
        raise CourseError(
            f"{doing} failed:\n{result.get('error') or ''}\n{result.get('log') or ''}"
        )
