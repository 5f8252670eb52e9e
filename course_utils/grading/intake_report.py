"""What the intake did with each submission, in words for its student."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

from course_utils.grading.intake import Intake
from course_utils.grading.notes import Note, shown
from course_utils.grading.student_ids import is_student_id

_TITLES = {
    "refused": "Could not be used",
    "repaired": "Put right",
    "dropped": "Left out",
    "suspicious": "To be looked at",
}


def write_report(intakes: Iterable[Intake], folder: Path) -> list[Path]:
    """Write a page per student, <student>.md, on what the intake did; return the paths.

    Raises ValueError for an id that is no student id: it would be a path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for intake in intakes:
        if not is_student_id(intake.student):
            raise ValueError(f"{shown(intake.student)} is no student id.")
        path = folder / f"{intake.student}.md"
        path.write_text(report(intake), encoding="utf-8")
        paths.append(path)
    return paths


def report(intake: Intake) -> str:
    """What the intake did with a submission, in Markdown."""
    lines = [f"# {intake.assignment}: what was read of your submission", ""]
    if intake.notebook is None:
        lines += ["**It could not be graded.** That is not a 0: please hand in again.", ""]
    if intake.submitted_at:
        lines += [f"Handed in: {intake.submitted_at:%Y-%m-%d %H:%M} UTC.", ""]
    for kind, title in _TITLES.items():
        notes = [note for note in intake.notes if note.kind == kind]
        if notes:
            lines += [f"## {title}", "", *(f"- {_line(note)}" for note in notes), ""]
    if not intake.notes:
        lines += ["Nothing had to be changed in your file.", ""]
    if intake.notebook is not None:
        lines += [
            "The text of your answers and of your own code cells was read, and runs anew in the "
            "course's notebook. Stored outputs are never read.",
            "",
        ]
    return "\n".join(lines)


def _line(note: Note) -> str:
    cell = f"`{note.cell}`: " if note.cell else ""
    text = html.escape(note.message, quote=False)
    return cell + re.sub(r"([\\`\[\]])", r"\\\1", " ".join(text.split()))
