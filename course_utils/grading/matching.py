"""Finds a student's answers among the cells of a notebook, whatever became of those.

`find_answers` recognises the cells (`recognising`). Then each answer is chosen:

- code: the last cell that carries the answer's mark, isn't the release's stub and defines the name
  that the stub defines; else a cell of the student's own that defines it; else another changed cell
  that does, such as the next answer's or a test; else whatever stands in the answer's cell;
- text: what stands in the answer's cells and in text cells of the student's right below them.

What remains of code is the student's own: extra cells, which keep their order, and their place
between the release's cells, but never run after an answer that they stood before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from course_utils.grading.code_text import normalised
from course_utils.grading.notebook_text import Cell
from course_utils.grading.notes import Kind, Note
from course_utils.grading.recognising import StudentCell, recognise
from course_utils.grading.release_cells import ReleaseCell, release_cells
from course_utils.grading.remarks import on_the_rest

#: The most characters of one cell, and the most extra cells.
LARGEST_CELL = 200_000
MOST_EXTRAS = 200


@dataclass(frozen=True)
class Extra:
    """A student's own code cell. before: the place of the release's cell that it stands before."""

    before: int
    source: str


@dataclass(frozen=True)
class Answers:
    """What was found: texts by grade_id (none for an answer not found), extra cells, remarks.

    known, foreign: how many answer cells of the release, and of another one, the notebook has.
    """

    texts: dict[str, str]
    extras: tuple[Extra, ...]
    notes: tuple[Note, ...]
    known: int
    foreign: int


def find_answers(cells: Sequence[Cell], release: NotebookNode) -> Answers:
    """Return the answers that a notebook's cells hold to the released notebook."""
    return _Search(cells, release_cells(release)).run()


class _Search:
    def __init__(self, cells: Sequence[Cell], release: Sequence[ReleaseCell]):
        self.release = release
        self.cells, self.notes = recognise(cells, release)
        self.texts: dict[str, str] = {}
        #: Where each of the release's cells stands in the student's notebook, by its place.
        self.anchors: dict[int, int] = {}
        #: Which of them were found in another cell than their own.
        self.moved: set[int] = set()

    def run(self) -> Answers:
        for cell in self.release:
            if cell.is_answer:
                (self._choose_code if cell.is_code else self._choose_text)(cell)
            elif copies := self._copies(cell):
                self.anchors[cell.place] = copies[0].place
        extras = self._within_limits([cell for cell in self.cells if self._is_extra(cell)])
        order = [place for at, place in sorted(self.anchors.items()) if at not in self.moved]
        self.notes += on_the_rest(self.cells, self.release, order)
        known = sum(c.is_answer and c.place in self.anchors for c in self.release)
        foreign = sum(cell.is_foreign for cell in self.cells)
        return Answers(self.texts, self._placed(extras), tuple(self.notes), known, foreign)

    def _note(self, kind: Kind, about: ReleaseCell | None, message: str) -> None:
        self.notes.append(Note(kind, about.name if about else "", message))

    def _copies(self, release: ReleaseCell) -> list[StudentCell]:
        """The cells that are one of the release's."""
        return [c for c in self.cells if c.release is release and not c.is_joined]

    # Answers

    def _choose_code(self, release: ReleaseCell) -> None:
        own = self._copies(release)
        written = [cell for cell in own if not (cell.is_blank or cell.is_intact)]
        defining = [cell for cell in written if release.is_defined_in(cell.text)]
        elsewhere = [c for c in self.cells if c.is_own_code and release.is_defined_in(c.text)]
        lent = [cell for cell in self.cells if _may_lend(cell, release)]
        chosen = _last(defining) or _last(elsewhere) or _last(lent) or _last(written)
        if chosen is None:
            self._leave(release, own)
            return
        self._take(release, chosen)
        if chosen.release is not release:
            self.moved.add(release.place)
            message = "This answer was found by its name in another cell and put into its own."
            self._note("repaired", release, message)
        elif len(written) > 1:
            message = (
                f"This cell stood {len(own)} times with different texts. The last one with an "
                "answer counts; the others run as extra cells."
            )
            self._note("repaired", release, message)
        elif len(own) > 1:
            self._note("repaired", release, "This cell stood twice; the one answered counts.")

    def _choose_text(self, release: ReleaseCell) -> None:
        own = self._copies(release)
        question = self._copies(self.release[release.place - 1])[:1] if release.place else []
        below = [c for start in (*own, *question) for c in self._own_texts_below(start)]
        parts = sorted({c.place: c for c in (*own, *below)}.values(), key=lambda c: c.place)
        written = [c for c in parts if not c.is_blank and normalised(c.text) != release.text]
        distinct = list({normalised(cell.text): cell for cell in written}.values())
        if not distinct:
            self._leave(release, own)
            return
        if any(cell.cell.has_attachments for cell in distinct):
            self._note("dropped", release, "Pictures pasted into this answer are left out.")
        if len(distinct) > 1 or distinct[0].release is not release:
            self._note("repaired", release, "The text cells with this answer were put together.")
            for cell in distinct[1:]:
                cell.used.append(release)
                distinct[0].text += f"\n\n{cell.text}"
        self._take(release, distinct[0])

    def _own_texts_below(self, start: StudentCell) -> list[StudentCell]:
        found = []
        for cell in self.cells[start.place + 1 :]:
            if not cell.is_own_text:
                break
            found.append(cell)
        return found

    def _take(self, release: ReleaseCell, chosen: StudentCell) -> None:
        """Let an answer be what stands in a cell."""
        chosen.used.append(release)
        self.anchors[release.place] = chosen.place
        if len(chosen.text) > LARGEST_CELL:
            message = f"This cell is longer than {LARGEST_CELL:,} characters."
            self._note("refused", release, message)
            return
        self.texts[release.name] = chosen.text
        cell = chosen.cell
        if cell.kind != release.cell.cell_type:
            kind = "code" if release.is_code else "text"
            self._note("repaired", release, f"This was no longer a {kind} cell; it is one again.")
        if chosen.release is release and cell.grade_id != release.name:
            self._note("repaired", release, "This cell had lost its mark and was recognised.")

    def _leave(self, release: ReleaseCell, own: Sequence[StudentCell]) -> None:
        """No answer: what stands in the cell, or the release's own where there is none."""
        if own:
            self._take(release, own[-1])
        else:
            self._note("repaired", release, "This answer's cell was missing; it is put back.")

    # The student's own code

    def _is_extra(self, cell: StudentCell) -> bool:
        if cell.is_joined or cell.used or cell.is_blank or not cell.cell.is_code:
            return False
        if cell.release is None:
            return True
        if cell.is_intact or cell.release.is_answer:
            return cell.release.is_code and not cell.is_intact
        # Of rewritten copies of a cell of the course's, the last one is that cell, changed.
        copies = self._copies(cell.release)
        return cell is not copies[-1] or any(copy.is_intact for copy in copies)

    def _within_limits(self, extras: list[StudentCell]) -> list[StudentCell]:
        short = [cell for cell in extras if len(cell.text) <= LARGEST_CELL]
        if len(short) < len(extras):
            message = f"Extra cells of more than {LARGEST_CELL:,} characters are left out."
            self._note("dropped", None, message)
        if len(short) > MOST_EXTRAS:
            message = f"Of {len(short)} extra cells the first {MOST_EXTRAS} are kept."
            self._note("dropped", None, message)
        return short[:MOST_EXTRAS]

    def _placed(self, extras: Sequence[StudentCell]) -> tuple[Extra, ...]:
        """Place extra cells: below the cell above them, above the answers below them."""
        above, lowest = {}, 0
        release_at = {student: place for place, student in sorted(self.anchors.items())}
        for cell in self.cells:
            lowest = release_at.get(cell.place, lowest - 1) + 1
            above[cell.place] = lowest
        first_answer: dict[int, int] = {}
        for release in self.release:
            if release.is_answer and release.place in self.anchors:
                first_answer.setdefault(self.anchors[release.place], release.place)
        chosen = {cell.place for cell in extras}
        placed, highest = [], len(self.release)
        for cell in reversed(self.cells):
            highest = min(highest, first_answer.get(cell.place, highest))
            if cell.place in chosen:
                highest = min(highest, above[cell.place])
                placed.append(Extra(highest, cell.text))
        return tuple(reversed(placed))


def _may_lend(cell: StudentCell, release: ReleaseCell) -> bool:
    """Whether a cell that is something else, but was changed, holds this answer, too."""
    return not (cell.is_joined or cell.is_intact) and release.is_defined_in(cell.text)


def _last(cells: Iterable[StudentCell]) -> StudentCell | None:
    return next(reversed(list(cells)), None)
