"""Finds a student's answers among the cells of a notebook, whatever became of those.

`find_answers` recognises each cell: by nbgrader's grade_id, then by the cell's id, then by its text
if that is the release's own. Halves of a split cell are joined. Then each answer is chosen:

- code: the last cell that carries the answer's id, isn't the release's stub and defines the name
  that the stub defines; else a cell of the student's own that defines it; else whatever stands in
  the answer's cell; else, if that is the stub, another changed cell that defines the name;
- text: what stands in the answer's cells and in text cells of the student's right below them.

What remains of code is the student's own: extra cells, which keep their order, and their place
between the release's cells, but never run after an answer that they stood before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from nbformat import NotebookNode

from course_utils.grading import conflicts
from course_utils.grading.code_text import continues, defines, names_defined, normalised
from course_utils.grading.notebook_text import Cell, shown_id
from course_utils.grading.notes import Note, shown

#: The most characters of one cell, and the most extra cells.
LARGEST_CELL = 200_000
MOST_EXTRAS = 200

#: How many cells that the same happened to get a note each; the rest share one.
_EACH = 3
_MOVED = "This answer was found by its name in another cell and put into its own."


@dataclass(frozen=True)
class Extra:
    """A student's own code cell. before: the place of the release's cell that it stands before."""

    before: int
    source: str


@dataclass(frozen=True)
class Answers:
    """What was found: texts by grade_id (none for an answer not found), extra cells, remarks."""

    texts: dict[str, str]
    extras: tuple[Extra, ...]
    notes: tuple[Note, ...]
    #: How many answer cells of the release the notebook has, and how many of another one.
    known: int
    foreign: int


@dataclass
class ReleaseCell:
    """A cell of the released notebook, and its place there."""

    place: int
    cell: NotebookNode

    @cached_property
    def settings(self) -> dict:
        """nbgrader's settings."""
        return dict(self.cell.metadata.get("nbgrader", {}))

    @property
    def name(self) -> str:
        """The grade_id; "" for a cell without one."""
        return self.settings.get("grade_id", "")

    @property
    def is_answer(self) -> bool:
        """Whether a student writes into it."""
        return bool(self.settings.get("solution"))

    @property
    def is_code(self) -> bool:
        """Whether it is a code cell."""
        return self.cell.cell_type == "code"

    @cached_property
    def text(self) -> str:
        """Its text, normalised."""
        return normalised(self.cell.source)

    @cached_property
    def defined(self) -> tuple[str, ...]:
        """The names by which an answer is recognised: the cell's own, else all that it defines."""
        names = names_defined(self.cell.source) if self.is_code else ()
        return (self.name,) if self.name in names else names

    def is_defined_in(self, text: str) -> bool:
        """Whether code defines what this answer's stub defines."""
        return any(defines(text, name) for name in self.defined)


@dataclass
class _Found:
    """A student's cell at work: its place, its text as far as it was joined, what it is."""

    place: int
    cell: Cell
    text: str
    release: ReleaseCell | None = None
    joined: bool = False
    used: list[ReleaseCell] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def own_code(self) -> bool:
        """Whether it is a code cell of the student's own."""
        return self.release is None and self.cell.is_code and not self.joined

    @property
    def own_text(self) -> bool:
        return self.release is None and not self.cell.is_code and not self.is_blank


def find_answers(cells: Sequence[Cell], release: NotebookNode) -> Answers:
    """Return the answers that a notebook's cells hold to the released notebook."""
    return _Search(cells, [ReleaseCell(n, cell) for n, cell in enumerate(release.cells)]).run()


class _Search:
    def __init__(self, cells: Sequence[Cell], release: Sequence[ReleaseCell]):
        self.release = release
        self.notes: list[Note] = []
        self.found = [_Found(place, cell, cell.source) for place, cell in enumerate(cells)]
        self.texts: dict[str, str] = {}
        #: Where each of the release's cells stands in the student's notebook.
        self.anchors: dict[int, int] = {}
        #: Which of them were found in another cell than their own.
        self.moved: set[int] = set()

    def run(self) -> Answers:
        """Do what the module says, in its order."""
        self._recognise()
        self._join_halves()
        self._resolve_conflicts()
        for cell in self.release:
            if cell.is_answer:
                (self._choose_code if cell.is_code else self._choose_text)(cell)
        extras = [found for found in self.found if self._is_extra(found)]
        self._look_at_locked()
        self._look_at_metadata()
        self._look_at_leftovers()
        placed = self._place(self._within_limits(extras))
        known = [c for c in self.release if c.is_answer and c.place in self.anchors]
        return Answers(self.texts, placed, tuple(self.notes), len(known), len(self._foreign()))

    def note(self, kind: str, cell: str, message: str) -> None:
        """Add a remark."""
        self.notes.append(Note(kind, cell, message))

    # What each cell is

    def _recognise(self) -> None:
        by_name = {cell.name: cell for cell in self.release if cell.name}
        by_id = {cell.cell.get("id"): cell for cell in self.release}
        by_text = {(cell.is_code, cell.text): cell for cell in self.release}
        for found in self.found:
            cell = found.cell
            known = by_name.get(cell.grade_id)
            if known is None and (same_id := by_id.get(cell.cell_id)) is not None:
                known = same_id if same_id.is_answer or same_id.is_code == cell.is_code else None
            if known is None:
                known = by_text.get((cell.is_code, normalised(found.text)))
            found.release = known

    def _foreign(self) -> list[_Found]:
        """Answer cells of another assignment."""
        return [
            found
            for found in self.found
            if found.cell.grade_id
            and found.release is None
            and dict(found.cell.settings).get("solution")
        ]

    def _join_halves(self) -> None:
        head: _Found | None = None
        for found in self.found:
            if found.cell.is_code and head is not None:
                same = found.release is not None and found.release is head.release
                if (same or found.release is None) and continues(head.text, found.text, same):
                    head.text = f"{head.text}\n{found.text}"
                    found.joined = True
                    self._note_join(head)
                    continue
            may_be_head = found.release is None or found.release.is_answer
            head = found if found.cell.is_code and may_be_head else None

    def _note_join(self, head: _Found) -> None:
        name = head.release.name if head.release else ""
        self.note("repaired", name, "This cell was split in two; its parts were joined again.")

    def _resolve_conflicts(self) -> None:
        for found in self.found:
            both = conflicts.sides(found.text) if found.cell.is_code else None
            if both is None or (found.release and not found.release.is_answer):
                continue
            stub = found.release.text if found.release else ""
            written = [side for side in both if normalised(side) not in ("", stub)]
            different = {normalised(side) for side in written}
            name = found.release.name if found.release else ""
            if len(different) > 1:
                self.note(
                    "refused",
                    name,
                    "This cell holds Git's conflict markers and two different answers: neither "
                    "can be taken. Resolve the conflict and hand in again.",
                )
            else:
                self.note("repaired", name, "Git's conflict markers were taken out of this cell.")
            taken = written[0] if len(different) == 1 else both[0] if not different else None
            found.text = taken if taken is not None else stub

    # Answers

    def _cells_of(self, release: ReleaseCell) -> list[_Found]:
        return [f for f in self.found if f.release is release and not f.joined]

    def _choose_code(self, release: ReleaseCell) -> None:
        own = self._cells_of(release)
        written = [f for f in own if not f.is_blank and normalised(f.text) != release.text]
        defining = [f for f in written if release.is_defined_in(f.text)]
        elsewhere = [f for f in self.found if f.own_code and release.is_defined_in(f.text)]
        chosen = _last(defining) or _last(elsewhere) or _last(written)
        if chosen is None:
            chosen = _last(f for f in self.found if self._may_lend(f, release))
        if chosen is None:
            self._leave(release, own)
            return
        self._take(release, chosen)
        others = [f for f in written if f is not chosen]
        if chosen not in own:
            self.moved.add(release.place)
            self.note("repaired", release.name, _MOVED)
        elif others:
            self.note(
                "repaired",
                release.name,
                f"This cell stood {len(own)} times with different texts. The last one with an "
                "answer counts; the others run as extra cells.",
            )
        elif len(own) > 1:
            self.note("repaired", release.name, "This cell stood twice; the one answered counts.")
        self._note_recognised(release, chosen)

    def _may_lend(self, found: _Found, release: ReleaseCell) -> bool:
        """Whether a cell that is something else holds this answer, too."""
        changed = found.release is None or normalised(found.text) != found.release.text
        return changed and not found.joined and release.is_defined_in(found.text)

    def _choose_text(self, release: ReleaseCell) -> None:
        own = self._cells_of(release)
        starts = [f.place for f in own]
        question = self.release[release.place - 1] if release.place else None
        starts += [f.place for f in self._cells_of(question)[:1]] if question else []
        below = [f for start in starts for f in self._own_texts_after(start)]
        places = sorted({f.place for f in [*own, *below]})
        parts = [self.found[place] for place in places]
        written = [f for f in parts if not f.is_blank and normalised(f.text) != release.text]
        distinct = list({normalised(f.text): f for f in written}.values())
        if not distinct:
            self._leave(release, own)
            return
        self._take(release, distinct[0])
        for found in distinct[1:]:
            found.used.append(release)
        if len(distinct) > 1 or distinct[0] not in own:
            self.texts[release.name] = "\n\n".join(f.text for f in distinct)
            self.note(
                "repaired", release.name, "The text cells with this answer were put together."
            )
        if any(f.cell.has_attachments for f in distinct):
            self.note("dropped", release.name, "Pictures pasted into this answer are left out.")
        self._note_recognised(release, distinct[0])

    def _own_texts_after(self, place: int) -> list[_Found]:
        found = []
        for following in self.found[place + 1 :]:
            if not following.own_text:
                break
            found.append(following)
        return found

    def _take(self, release: ReleaseCell, chosen: _Found) -> None:
        chosen.used.append(release)
        self.anchors[release.place] = chosen.place
        if len(chosen.text) > LARGEST_CELL:
            self.note(
                "refused", release.name, f"This cell is longer than {LARGEST_CELL:,} characters."
            )
        else:
            self.texts[release.name] = chosen.text

    def _leave(self, release: ReleaseCell, own: list[_Found]) -> None:
        """No answer: what stands in the cell, or the release's own where there is none."""
        if own:
            self._take(release, own[-1])
        else:
            self.note("repaired", release.name, "This answer's cell was missing; it is put back.")

    def _note_recognised(self, release: ReleaseCell, chosen: _Found) -> None:
        cell = chosen.cell
        if cell.kind != release.cell.cell_type:
            kind = "code" if release.is_code else "text"
            self.note(
                "repaired", release.name, f"This cell was no longer a {kind} cell; it is again."
            )
        if chosen.release is release and cell.grade_id != release.name:
            self.note(
                "repaired", release.name, "This cell had lost its mark; its id told what it is."
            )

    # The student's own code

    def _is_extra(self, found: _Found) -> bool:
        if found.joined or found.used or found.is_blank or not found.cell.is_code:
            return False
        if found.release is None:
            return True
        if self._is_intact(found) or (found.release.is_answer and not found.release.is_code):
            return False
        # A copy of one of the release's cells, rewritten: the last of them is "the" cell.
        copies = self._cells_of(found.release)
        return found.release.is_answer or (
            found is not (_first(f for f in copies if self._is_intact(f)) or copies[-1])
        )

    def _is_intact(self, found: _Found) -> bool:
        return normalised(found.text) == found.release.text

    def _within_limits(self, extras: list[_Found]) -> list[_Found]:
        small = [found for found in extras if len(found.text) <= LARGEST_CELL]
        if len(small) < len(extras):
            self.note(
                "dropped", "", f"Extra cells of more than {LARGEST_CELL:,} characters: left out."
            )
        if len(small) > MOST_EXTRAS:
            self.note(
                "dropped", "", f"Of {len(small)} extra cells the first {MOST_EXTRAS} are kept."
            )
        return small[:MOST_EXTRAS]

    def _place(self, extras: list[_Found]) -> tuple[Extra, ...]:
        """Give each extra cell its place: after the cell above it, before the answers below it."""
        release_at = {student: place for place, student in sorted(self.anchors.items())}
        above = -1
        places = []
        for found in self.found:
            above = release_at.get(found.place, above)
            places.append(above + 1)
        answers: dict[int | None, int] = {}
        for cell in self.release:
            if cell.is_answer:
                answers.setdefault(self.anchors.get(cell.place), cell.place)
        chosen = {found.place for found in extras}
        latest = len(self.release)
        placed: list[Extra] = []
        for found in reversed(self.found):
            latest = min(latest, answers.get(found.place, latest))
            if found.place in chosen:
                latest = min(latest, places[found.place])
                placed.append(Extra(latest, found.text))
        return tuple(reversed(placed))

    # Remarks on the rest

    def _look_at_locked(self) -> None:
        changed, missing = [], []
        for release in self.release:
            if release.is_answer:
                continue
            copies = self._cells_of(release)
            if copies:
                self.anchors[release.place] = copies[0].place
            if release.name and not copies:
                missing.append(release)
            elif release.name and not any(self._is_intact(f) for f in copies):
                changed.append(release)
        self._note_each("dropped", "Changed {}, ignored: the course's own counts.", changed)
        self._note_each("repaired", "This {} was missing; it is put back.", missing)
        kept = [self.anchors[place] for place in sorted(self.anchors) if place not in self.moved]
        if any(earlier > later for earlier, later in pairwise(kept)):
            self.note(
                "repaired", "", "Cells stood in another order; they run in the course's order."
            )

    def _note_each(self, kind: str, message: str, cells: list[ReleaseCell]) -> None:
        """A note for each of some cells; the last one for all that are left of many."""
        for cell in cells[:_EACH]:
            self.note(kind, cell.name, message.format(_called(cell)))
        if rest := cells[_EACH:]:
            names = ", ".join(cell.name for cell in rest)
            self.note(
                kind, "", f"{message.format('cell')} That goes for {len(rest)} more: {names}."
            )

    def _look_at_metadata(self) -> None:
        for found in self.found:
            release = found.release
            if release is None or found.cell.grade_id != release.name:
                continue
            wrong = [
                name
                for name, value in found.cell.settings
                if name in release.settings and release.settings[name] != value
            ]
            if wrong:
                self.note(
                    "suspicious",
                    release.name,
                    f"The cell's settings were changed ({', '.join(wrong)}); the course's count.",
                )
        tags = sorted({tag for found in self.found for tag in found.cell.tags})
        if tags:
            names = ", ".join(map(shown, tags[:5]))
            self.note("dropped", "", f"Tags of cells mean nothing here and are left out: {names}.")

    def _look_at_leftovers(self) -> None:
        texts = [f for f in self.found if f.own_text and not f.used]
        if texts:
            self.note(
                "dropped", "", f"Text cells of your own are not graded: {len(texts)} left out."
            )
        names = sorted({shown_id(f.cell.grade_id) or "?" for f in self._foreign()})
        if names:
            self.note(
                "repaired",
                "",
                f"Cells not of this assignment run as extra cells: {', '.join(names[:5])}.",
            )


def _called(cell: ReleaseCell) -> str:
    if cell.settings.get("grade"):
        return "test cell"
    return "helper cell" if cell.is_code else "text"


def _first(items: Iterable[_Found]) -> _Found | None:
    return next(iter(items), None)


def _last(items: Iterable[_Found]) -> _Found | None:
    return _first(reversed(list(items)))
