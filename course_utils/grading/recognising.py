"""Tells what each cell of a student's notebook is, and puts cells together that were taken apart.

`recognise` compares each cell with the release's: by nbgrader's grade_id, then by the cell's id,
then by its text if that is the release's own. Then a fence around code is taken off, halves of a
split cell are joined, and Git's conflict markers inside a cell are taken out where that leaves one
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from course_utils.grading import conflicts
from course_utils.grading.code_text import continues, normalised, unfenced
from course_utils.grading.notebook_text import Cell
from course_utils.grading.notes import Note
from course_utils.grading.release_cells import ReleaseCell

#: How many pairs of cells are looked at, whether they are halves of one.
MOST_LOOKS = 50


@dataclass
class StudentCell:
    """A student's cell at work: its place, its text by now, which of the release's cells it is."""

    place: int
    cell: Cell
    text: str
    release: ReleaseCell | None = None
    #: Its text has gone to the cell above.
    is_joined: bool = False
    #: The answers that its text went into.
    used: list[ReleaseCell] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The grade_id of what it is; "" for a cell of the student's own."""
        return self.release.name if self.release else ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.text.strip()

    @property
    def is_intact(self) -> bool:
        """Whether its text is that of the release."""
        return self.release is not None and normalised(self.text) == self.release.text

    @property
    def is_own_code(self) -> bool:
        """Whether it is a code cell of the student's own."""
        return self.release is None and self.cell.is_code and not self.is_joined

    @property
    def is_own_text(self) -> bool:
        """Whether it is a text cell of the student's own, with something in it."""
        return self.release is None and not self.cell.is_code and not self.is_blank

    @property
    def is_foreign(self) -> bool:
        """Whether it is marked as an answer that the release does not have."""
        marked = dict(self.cell.settings).get("solution")
        return self.release is None and bool(self.cell.grade_id and marked)


def recognise(
    cells: Sequence[Cell], release: Sequence[ReleaseCell]
) -> tuple[list[StudentCell], list[Note]]:
    """Return what each cell of a notebook is, in its order, and what was put together."""
    by_name = {cell.name: cell for cell in release if cell.name}
    by_id = {cell.cell.get("id"): cell for cell in release}
    by_text = {(cell.is_code, cell.text): cell for cell in release}
    found = []
    for place, cell in enumerate(cells):
        known = by_name.get(cell.grade_id) or _of_same_id(cell, by_id)
        known = known or by_text.get((cell.is_code, normalised(cell.source)))
        found.append(StudentCell(place, cell, cell.source, known))
    answers = [cell for cell in release if cell.is_answer]
    return found, [
        *_take_off_fences(found),
        *_join_halves(found, answers),
        *_resolve_conflicts(found),
    ]


def _of_same_id(cell: Cell, by_id: dict[str, ReleaseCell]) -> ReleaseCell | None:
    """The release's cell with a cell's id, unless the two can't be one."""
    known = by_id.get(cell.cell_id)
    if known is None or known.is_answer or known.is_code == cell.is_code:
        return known
    return None


def _take_off_fences(cells: Sequence[StudentCell]) -> list[Note]:
    """Take Markdown's fence off code, in place: with it, it is none."""
    notes = []
    for cell in cells:
        if cell.release and cell.release.is_answer and cell.release.is_code:
            text = unfenced(cell.text)
            if text != cell.text:
                cell.text = text
                message = "The fence (```) around this code was taken off."
                notes.append(Note("repaired", cell.name, message))
    return notes


def _join_halves(cells: Sequence[StudentCell], answers: Sequence[ReleaseCell]) -> list[Note]:
    """Join the halves of split answers, in place."""
    notes = []
    head: StudentCell | None = None
    looks = 0
    for cell in cells:
        may_be_tail = cell.cell.is_code and head and cell.release in (None, head.release)
        if may_be_tail and looks < MOST_LOOKS:
            looks += 1
            if continues(head.text, cell.text, same_cell=cell.release is not None):
                head.text = f"{head.text}\n{cell.text}"
                cell.is_joined = True
                notes.append(
                    Note("repaired", head.name, "This cell was split; its parts were joined again.")
                )
                continue
        head = cell if cell.cell.is_code and _may_be_split(cell, answers) else None
    return notes


def _may_be_split(cell: StudentCell, answers: Sequence[ReleaseCell]) -> bool:
    """Whether a code cell is an answer's, or one of the student's own that defines an answer."""
    if cell.release is not None:
        return cell.release.is_answer
    return any(answer.is_defined_in(cell.text) for answer in answers)


def _resolve_conflicts(cells: Sequence[StudentCell]) -> list[Note]:
    """Take Git's conflict markers out of code, in place; two answers leave the stub."""
    notes = []
    for cell in cells:
        both = conflicts.sides(cell.text) if cell.cell.is_code else None
        if both is None or (cell.release and not cell.release.is_answer):
            continue
        stub = cell.release.text if cell.release else ""
        written = {normalised(side): side for side in both if normalised(side) not in ("", stub)}
        if len(written) > 1:
            cell.text = stub
            message = (
                "This cell holds Git's conflict markers and two different answers: neither can be "
                "taken. Resolve the conflict and hand in again."
            )
            notes.append(Note("refused", cell.name, message))
        else:
            cell.text = next(iter(written.values()), both[0])
            message = "Git's conflict markers were taken out of this cell."
            notes.append(Note("repaired", cell.name, message))
    return notes
