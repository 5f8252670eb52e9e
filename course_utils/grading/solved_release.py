"""What was released, as far as a copy tells in which a student has solved it.

Students solve an assignment where they find it, in release/. nbgrader's checksums in the cells'
metadata tell which are as they were released. `as_released` puts stubs back in the place of
answers and leaves out what the student added; the text of a changed test cell can't be had back.
"""

from __future__ import annotations

import copy

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from course_utils.grading.release_cells import ReleaseCell, release_cells

_STUBS = {
    "code": "def {name}():\n    raise NotImplementedError()",
    "markdown": "YOUR ANSWER HERE",
}


def as_released(notebook: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """Return the released notebook that a solved one comes from, and its changed locked cells."""
    found: dict[str | int, ReleaseCell] = {}
    for cell in release_cells(notebook):
        # Copies of a cell carry its mark: the one that is as released, else the last, stands.
        key = cell.name or cell.place
        if (cell.name or not cell.is_code) and not (key in found and _is_intact(found[key].cell)):
            found[key] = cell
    changed = [
        c.name for c in found.values() if c.name and not c.is_answer and not _is_intact(c.cell)
    ]
    released = copy.copy(notebook)
    released.cells = [_released(cell) for cell in found.values()]
    return released, changed


def _released(cell: ReleaseCell) -> NotebookNode:
    """A cell as it was released, if that can be had."""
    restored = _of_its_type(cell.cell)
    if cell.is_answer and not _is_intact(cell.cell):
        restored.source = _STUBS[restored.cell_type].format(name=cell.name)
    return restored


def _of_its_type(cell: NotebookNode) -> NotebookNode:
    """A copy without outputs, of the type that nbgrader noted at the release."""
    restored = copy.deepcopy(cell)
    for name in ("outputs", "execution_count", "attachments"):
        restored.pop(name, None)
    restored.cell_type = cell.metadata.get("nbgrader", {}).get("cell_type", cell.cell_type)
    if restored.cell_type == "code":
        restored |= {"outputs": [], "execution_count": None}
    return restored


def _is_intact(cell: NotebookNode) -> bool:
    """Whether a cell's text is the one that nbgrader released."""
    marks = cell.metadata.get("nbgrader", {})
    try:
        return marks.get("checksum") == compute_checksum(_of_its_type(cell))
    except KeyError:
        # A mark that lacks what nbgrader writes was changed by hand.
        return False
