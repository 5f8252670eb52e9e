"""What `bncourse grade` writes down of each submission: <root>/grading/<assignment>/<student>.json.

`read_result` reads one, `read_results` all of an assignment's. A course that plain nbgrader grades
has none of them: pages and reports then do without notes and incidents.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = "grading"


def read_result(root: Path, assignment: str, student: str) -> dict[str, Any] | None:
    """Return what was written down of a submission, or None if nothing was."""
    path = root / FOLDER / assignment / f"{student}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def read_results(root: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Return what was written down of an assignment's submissions, by student."""
    files = sorted((root / FOLDER / assignment).glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
