"""Finds the course's folder from anywhere inside it, and the assignment that a name means."""

import difflib
from pathlib import Path

#: nbgrader's settings file marks the root of the course.
CONFIG = "nbgrader_config.py"


def find_root(start: Path | None = None) -> Path:
    """Return the nearest folder from `start` (here) upwards that holds nbgrader_config.py.

    Raises FileNotFoundError if there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise FileNotFoundError(f"No {CONFIG} here or above {start}: run this in the course's folder.")


def find_assignment(root: Path, name: str) -> str:
    """Return the id of an assignment of the course; a shell adds a slash to a folder's name.

    Raises FileNotFoundError, with the ids there are, if the course has no such assignment.
    """
    # Students have no source/; an author's new assignment has no release/ yet.
    known = sorted(
        {path.stem for step in ("source", "release") for path in (root / step).glob("*/*.ipynb")}
    )
    name = name.rstrip("/\\")
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1)
    meant = f" Is {near[0]} meant?" if near else ""
    raise FileNotFoundError(
        f"There is no assignment {name}.{meant} The course has: {', '.join(known)}."
    )
