"""Who handed in an assignment: the folders in submitted/, and names that can't be a student's."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_utils.grading.notes import Unusable, reason, shown
from course_utils.grading.safe_files import Folder
from course_utils.grading.student_ids import check_student_id, colliding, is_student_id


@dataclass(frozen=True)
class Submission:
    """Where a student's submission lies."""

    student: str
    folder: Path


@dataclass(frozen=True)
class Found:
    """The submissions of an assignment; names refused, with reasons; what to look at.

    A refused name is a student's id, or the `repr` of what can't be one.
    """

    submissions: tuple[Submission, ...]
    refused: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()


def find_submissions(root: Path, assignment: str, students: Sequence[str] = ()) -> Found:
    """Return who handed in an assignment, of some students or all, sorted by id.

    The names in `refused` are safe to print, not to use. Raises FileNotFoundError without a folder
    submitted/.
    """
    top = root / "submitted"
    if not top.is_dir():
        raise FileNotFoundError(_expected(top, assignment))
    found: list[Submission] = []
    refused: list[tuple[str, str]] = []
    remarks: list[str] = []
    everyone, loose = _names(top)
    with Folder.trusted(top) as folder:
        for name in dict.fromkeys(students) or everyone:
            try:
                place = _handed_in(folder, check_student_id(name), assignment)
                similar = "" if place or students else _similar(folder, name, root, assignment)
            except (Unusable, OSError) as error:
                refused.append((name if is_student_id(name) else shown(name), reason(error)))
                continue
            if place:
                found.append(Submission(name, top / name / place))
            elif students:
                refused.append((name, _not_there(name, everyone, assignment)))
            elif similar:
                remarks.append(
                    f"{name} has a folder {shown(similar)}: if {assignment} is meant, rename it."
                )
    if not (found or refused or remarks):
        raise FileNotFoundError(_expected(top, assignment))
    twins = colliding([submission.student for submission in found])
    if twins:
        remarks.append(f"Ids that differ in upper and lower case alone: {', '.join(twins)}.")
    if loose and not students:
        names = ", ".join(map(shown, loose[:5]))
        remarks.append(f"Files in submitted/ itself are no submissions: {names}.")
    return Found(tuple(found), tuple(refused), tuple(remarks))


def _expected(top: Path, assignment: str) -> str:
    return (
        f"Nobody's {assignment} is in {top}. It is expected at "
        f"{top.name}/<student>/{assignment}/{assignment}.ipynb."
    )


def _not_there(name: str, everyone: Sequence[str], assignment: str) -> str:
    """Why nothing was found of a student who was asked for by name."""
    if name in everyone:
        return f"Nothing was handed in for {assignment}."
    near = difflib.get_close_matches(name, everyone, n=1)
    meant = f" Is {shown(near[0])} meant?" if near else ""
    return f"There is no such student in submitted/.{meant}"


def _similar(top: Folder, student: str, root: Path, assignment: str) -> str:
    """The name of a student's folder that looks like the assignment's misspelt; "" for none."""
    with top.enter(student) as folder:
        folders = [name for name, what in folder.entries().items() if what == "folder"]
    others = [name for name in folders if not (root / "release" / name).is_dir()]
    near = difflib.get_close_matches(assignment, others, n=1, cutoff=0.8)
    return near[0] if near else ""


def _names(top: Path) -> tuple[list[str], list[str]]:
    """The names in submitted/ of students, and of loose files; hidden files are neither."""
    everyone, loose = [], []
    for entry in sorted(top.iterdir()):
        if entry.is_symlink() or not entry.is_file():
            everyone.append(entry.name)
        elif not entry.name.startswith("."):
            loose.append(entry.name)
    return everyone, loose


def _handed_in(top: Folder, student: str, assignment: str) -> str | None:
    """The name of the folder with a student's submission. Raises Unusable."""
    what = top.what(student)
    if what is None:
        return None
    with top.enter(student) as folder:
        if folder.what(assignment) is not None:
            return assignment
        entries = folder.entries()
    similar = [name for name in entries if name.casefold() == assignment.casefold()]
    if similar:
        return similar[0]
    if any(Path(name).stem.casefold() == assignment.casefold() for name in entries):
        raise Unusable(
            f"{assignment} lies in the student's folder itself; it belongs in a folder "
            f"{student}/{assignment}."
        )
    return None
