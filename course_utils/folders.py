"""Finds the course's folder from anywhere inside it."""

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
