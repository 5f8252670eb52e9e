"""What the intake says of the cells that hold no answer: the course's own, texts, metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from course_utils.grading.notebook_text import shown_id
from course_utils.grading.notes import Kind, Note, shown
from course_utils.grading.recognising import StudentCell
from course_utils.grading.release_cells import ReleaseCell

#: How many cells that the same happened to get a note each; the rest share one.
_EACH = 3


def on_the_rest(
    cells: Sequence[StudentCell], release: Sequence[ReleaseCell], order: Sequence[int]
) -> list[Note]:
    """Return remarks on everything but answers.

    order: where the release's cells stand in the student's notebook, in the release's order.
    """
    notes = [*_on_locked(cells, release), *_on_settings(cells), *_on_leftovers(cells)]
    if any(earlier > later for earlier, later in pairwise(order)):
        message = "Cells stood in another order; they run in the course's order."
        notes.append(Note("repaired", "", message))
    return notes


def _on_locked(cells: Sequence[StudentCell], release: Sequence[ReleaseCell]) -> Iterator[Note]:
    changed, missing = [], []
    for locked in release:
        if locked.is_answer or not locked.name:
            continue
        copies = [cell for cell in cells if cell.release is locked]
        if not copies:
            missing.append(locked)
        elif not any(cell.is_intact for cell in copies):
            changed.append(locked)
    yield from _on_each("dropped", "Changed {}, ignored: the course's own counts.", changed)
    yield from _on_each("repaired", "This {} was missing; it is put back.", missing)


def _on_each(kind: Kind, message: str, cells: Sequence[ReleaseCell]) -> Iterator[Note]:
    """A note for each of some cells; the last one for all that are left of many."""
    for cell in cells[:_EACH]:
        yield Note(kind, cell.name, message.format(cell.called))
    if rest := cells[_EACH:]:
        names = ", ".join(cell.name for cell in rest[:5]) + (" …" if len(rest) > 5 else "")
        yield Note(kind, "", f"{message.format('cell')} That goes for {len(rest)} more: {names}.")


def _on_settings(cells: Sequence[StudentCell]) -> Iterator[Note]:
    for cell in cells:
        if cell.release is None or cell.cell.grade_id != cell.name:
            continue
        theirs = cell.release.settings
        wrong = [name for name, value in cell.cell.settings if theirs.get(name, value) != value]
        if wrong:
            message = f"Its settings were changed ({', '.join(wrong)}); the course's own count."
            yield Note("suspicious", cell.name, message)
    if tags := sorted({tag for cell in cells for tag in cell.cell.tags}):
        names = ", ".join(map(shown, tags[:5]))
        yield Note("dropped", "", f"Tags of cells mean nothing here and are left out: {names}.")


def _on_leftovers(cells: Sequence[StudentCell]) -> Iterator[Note]:
    texts = [cell for cell in cells if cell.is_own_text and not cell.used]
    if texts:
        message = f"Text cells of your own are not graded: {len(texts)} left out."
        yield Note("dropped", "", message)
    foreign = sorted({shown_id(cell.cell.grade_id) or "?" for cell in cells if cell.is_foreign})
    if foreign:
        names = ", ".join(foreign[:5])
        message = f"Cells that this assignment does not have run as extra cells: {names}."
        yield Note("repaired", "", message)
