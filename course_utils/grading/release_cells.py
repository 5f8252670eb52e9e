"""The cells of a released notebook, as the intake looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from course_utils.grading.code_text import defines, names_defined, normalised


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

    @property
    def called(self) -> str:
        """What a student would call it."""
        if self.settings.get("grade"):
            return "test cell"
        return "helper cell" if self.is_code else "text"

    @cached_property
    def text(self) -> str:
        """Its text, normalised."""
        return normalised(self.cell.source)

    @cached_property
    def _defined(self) -> tuple[str, ...]:
        """The names by which an answer is recognised: the cell's own, else all that it defines."""
        names = names_defined(self.cell.source) if self.is_answer and self.is_code else ()
        return (self.name,) if self.name in names else names

    def is_defined_in(self, text: str) -> bool:
        """Whether code defines what this answer's stub defines."""
        return any(defines(text, name) for name in self._defined)


def release_cells(notebook: NotebookNode) -> list[ReleaseCell]:
    """Return the cells of a released notebook in order."""
    return [ReleaseCell(place, cell) for place, cell in enumerate(notebook.cells)]
