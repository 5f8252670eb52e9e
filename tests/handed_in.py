"""Builds submissions for the tests of the intake, and reads them in.

`notebook` is the released notebook with all of the master's answers, as a plain dictionary that a
test may damage; `take_in` hands it in and reads it. Everything is about one unit, whose release
has all kinds of cells.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path

import contract
import nbformat

from course_utils.grading import course
from course_utils.grading.answers import with_answers
from course_utils.grading.intake import Intake, read_submission

UNIT = "01_preprocessing"
WRITTEN = "Values from 0 to 255 saturate the units. So the network learns nothing."


@cache
def _release() -> nbformat.NotebookNode:
    return course.notebook(contract.ROOT, "release", UNIT)


def release() -> nbformat.NotebookNode:
    """The released notebook."""
    return copy.deepcopy(_release())


@cache
def answers() -> dict[str, str]:
    """A right answer to each exercise, by grade_id, the written one included."""
    return {**contract.solutions(UNIT), "explain_scale": WRITTEN}


@cache
def _answered() -> str:
    filled = with_answers(_release(), contract.solutions(UNIT))
    for cell in filled.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "explain_scale":
            cell.source = WRITTEN
    return nbformat.writes(filled)


def notebook() -> dict:
    """The released notebook with an answer to everything."""
    found = json.loads(_answered())
    for cell in found["cells"]:
        cell["source"] = "".join(cell["source"])
    return found


def cell_of(nb: dict, grade_id: str) -> dict:
    """The cell with that grade_id."""
    return nb["cells"][place_of(nb, grade_id)]


def place_of(nb: dict, grade_id: str) -> int:
    """The place of the (first) cell with that grade_id."""
    ids = [grade_id_of(cell) for cell in nb["cells"]]
    return ids.index(grade_id)


def grade_id_of(cell: dict) -> str:
    """A cell's grade_id, "" for none."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def own(source: str, kind: str = "code") -> dict:
    """A cell of the student's own."""
    cell = {"cell_type": kind, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def place(folder: Path, data: bytes | str | dict, name: str = f"{UNIT}.ipynb", who="ann") -> Path:
    """Write a file into a student's folder under `folder`; return the student's folder."""
    submission = folder / "submitted" / who / UNIT
    path = submission / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, dict):
        data = json.dumps(data)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return submission


def read(submission: Path, who="ann") -> Intake:
    """Read a student's folder."""
    return read_submission(submission, release(), UNIT, who)


def take_in(folder: Path, data: bytes | str | dict) -> Intake:
    """Hand in a notebook under its right name and read it."""
    return read(place(folder, data))


def poured(intake: Intake) -> dict[str, str]:
    """The texts of the answers' cells after pouring, by grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in intake.notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def order(intake: Intake) -> list[str]:
    """The poured cells in order: ids of the release's, sources of extra ones."""
    return [
        cell.source if cell.id.startswith("extra-") else cell.id for cell in intake.notebook.cells
    ]


def messages(intake: Intake, kind: str | None = None, cell: str | None = None) -> str:
    """The notes' messages (of a kind; on a cell), one a line."""
    return "\n".join(
        note.message
        for note in intake.notes
        if kind in (None, note.kind) and cell in (None, note.cell)
    )


def kept_release(intake: Intake) -> bool:
    """Whether all that is the course's own is as it was released, in its order."""
    theirs = [cell for cell in intake.notebook.cells if not cell.id.startswith("extra-")]
    return len(theirs) == len(release().cells) and all(
        mine.metadata == cell.metadata
        and mine.cell_type == cell.cell_type
        and (mine.metadata.get("nbgrader", {}).get("solution") or mine == cell)
        for mine, cell in zip(release().cells, theirs, strict=True)
    )
