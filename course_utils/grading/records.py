"""What grading leaves on disk for each student: grading/<assignment>/<student>.json.

Reports, feedback pages and the next run read it; `class_writing` makes it: status, scores, one
entry for each check with its message and the misconception it names, the intake's notes and the
incidents of the run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from course_utils.grading.grading_cache import write_whole

#: What stands before the misconception in a failed check's message.
LOOKS_LIKE = "this looks like:"
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def folder_of(root: Path, assignment: str) -> Path:
    """The folder of an assignment's records."""
    return root / "grading" / assignment


def checks_of(notebook: str, scores: Mapping[str, float]) -> list[dict[str, Any]]:
    """One entry for each auto-graded cell of an executed notebook, with these scores."""
    return [
        _check(cell, scores[cell.metadata.nbgrader.grade_id])
        for cell in nbformat.reads(notebook, as_version=4).cells
        if is_grade(cell) and cell.cell_type == "code"
        if cell.metadata.nbgrader.grade_id in scores
    ]


def _check(cell: NotebookNode, points: float) -> dict[str, Any]:
    name = cell.metadata.nbgrader.grade_id
    message = _message(cell)
    _, _, misconception = message.partition(LOOKS_LIKE)
    return {
        "grade_id": name,
        "exercise": name.split("__")[0],
        "points": points,
        "most": float(cell.metadata.nbgrader.points),
        "message": message,
        "misconception": misconception.strip(),
    }


def _message(cell: NotebookNode) -> str:
    """A failed cell's text: a check's own, any other error with its name; "" for none."""
    for output in cell.outputs:
        if output.output_type == "error":
            own = output.ename in ("CheckFailure", "Stopped")
            text = output.evalue if own else f"{output.ename}: {output.evalue}"
            return _COLOURS.sub("", text)
    return ""


def read_record(root: Path, assignment: str, student: str) -> dict[str, Any] | None:
    """A student's record; None if there is none to be read."""
    path = folder_of(root, assignment) / f"{student}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def write_record(root: Path, record: Mapping[str, Any]) -> None:
    """Write a student's record."""
    folder = folder_of(root, record["assignment"])
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, indent=1, ensure_ascii=False)
    write_whole(folder / f"{record['student']}.json", text)
