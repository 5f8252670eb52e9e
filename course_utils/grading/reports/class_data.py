"""A class and one assignment: what the gradebook holds, what the grader wrote down, and what is
missing.

`read_class` joins nbgrader's gradebook (points, given by hand too), the grader's files (messages,
notes, incidents), the autograded notebooks where there are no such files, and the folders of what
was handed in. It reads a copy of the gradebook: nothing here can write to it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbgrader.api import Assignment, Gradebook, MissingEntry, Student

from course_utils.grading import course, records
from course_utils.grading.reports import cells, messages

Status = Literal["graded", "waits for points by hand", "refused", "not graded", "not handed in"]
#: A submission has a score in these states only; in the others it has none, which is no 0.
SCORED: tuple[Status, ...] = ("graded", "waits for points by hand")


@dataclass(frozen=True)
class Cell:
    """A graded cell: its points at most, and in words what it checks."""

    grade_id: str
    exercise: str
    most: float
    by_hand: bool
    description: str = ""


@dataclass(frozen=True)
class Submission:
    """What is known of one student's submission. points: by grade_id; None while it waits."""

    student: str
    status: Status
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    score: float | None = None
    raw_score: float | None = None
    penalty: float = 0.0
    timestamp: str = ""
    points: Mapping[str, float | None] = field(default_factory=dict)
    automatic: Mapping[str, float | None] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_scored(self) -> bool:
        """Whether there is a score to report."""
        return self.status in SCORED

    @property
    def notes(self) -> list[Mapping[str, Any]]:
        """The intake's notes and the grader's incidents."""
        return [*(self.record.get("notes") or []), *(self.record.get("incidents") or [])]


@dataclass(frozen=True)
class Class:
    """An assignment and its submissions, by student."""

    assignment: str
    most: float
    duedate: str
    cells: tuple[Cell, ...]
    submissions: tuple[Submission, ...]

    @property
    def scored(self) -> list[Submission]:
        """The submissions that have a score."""
        return [one for one in self.submissions if one.is_scored]

    @property
    def unscored(self) -> list[Submission]:
        """The submissions without a score, those that never came included."""
        return [one for one in self.submissions if not one.is_scored]


def read_class(root: Path, assignment: str) -> Class:
    """Read an assignment of the course at `root`.

    Raises FileNotFoundError without a gradebook, and if nothing of the assignment or no student is
    known.
    """
    with open_gradebook(root / "gradebook.db") as gradebook:
        data = class_of(gradebook, root, assignment)
    if not data.submissions:
        raise FileNotFoundError(
            f"Nobody has handed in {assignment} yet, and the gradebook knows no student."
        )
    return data


def class_of(gradebook: Gradebook, root: Path, assignment: str) -> Class:
    """Read an assignment from an open gradebook and the course's folders."""
    try:
        graded = gradebook.find_assignment(assignment)
    except MissingEntry:
        raise FileNotFoundError(
            f"The gradebook knows no assignment {assignment}: run `bncourse grade {assignment}`."
        ) from None
    found = read_records(root, assignment)
    known = {student.id: student for student in gradebook.students}
    folders = {path.parent.name for path in (root / "submitted").glob(f"*/{assignment}")}
    names = sorted({*known, *found, *folders})
    return Class(
        assignment=assignment,
        most=float(graded.max_score),
        duedate=str(graded.duedate or ""),
        cells=_cells(root, assignment, graded),
        submissions=tuple(
            _submission(
                gradebook,
                root,
                assignment,
                known.get(name),
                name,
                found.get(name, {}),
                name in folders,
            )
            for name in names
        ),
    )


def read_records(root: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Return what the grader wrote down of each submission, by student; plain nbgrader: nothing."""
    students = (path.stem for path in sorted(records.folder_of(root, assignment).glob("*.json")))
    found = {student: records.read_record(root, assignment, student) for student in students}
    return {student: record for student, record in found.items() if record}


@contextlib.contextmanager
def open_gradebook(database: Path) -> Iterator[Gradebook]:
    """Open a copy of nbgrader's database, as it is at this moment.

    `Gradebook` creates tables and rows in what it opens, and another process may be writing.
    """
    if not database.is_file():
        raise FileNotFoundError(f"There is no {database.name} yet: grade a submission first.")
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "gradebook.db"
        with (
            contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        with Gradebook(f"sqlite:///{copy}") as gradebook:
            yield gradebook


def _cells(root: Path, assignment: str, graded: Assignment) -> tuple[Cell, ...]:
    """The graded cells in the order of the released notebook."""
    descriptions = {}
    if (root / "release" / assignment / f"{assignment}.ipynb").is_file():
        released = course.notebook(root, "release", assignment)
        descriptions = {
            cell.metadata.nbgrader.grade_id: messages.description(cell.source)
            for cell in released.cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }
    order = {grade_id: place for place, grade_id in enumerate(descriptions)}
    found = [cell for notebook in graded.notebooks for cell in notebook.grade_cells]
    return tuple(
        Cell(
            cell.name,
            messages.exercise_of(cell.name),
            float(cell.max_score),
            cell.cell_type != "code",
            descriptions.get(cell.name, ""),
        )
        for cell in sorted(found, key=lambda cell: order.get(cell.name, len(order)))
    )


def _submission(
    gradebook: Gradebook,
    root: Path,
    assignment: str,
    student: Student | None,
    name: str,
    record: Mapping[str, Any],
    is_handed_in: bool,
) -> Submission:
    person = {
        part: getattr(student, part, None) or ""
        for part in ("first_name", "last_name", "email", "lms_user_id")
    }
    outcome = record.get("status")
    if outcome == "refused":
        return Submission(name, "refused", **person, record=record)
    try:
        found = gradebook.find_submission(assignment, name)
    except MissingEntry:
        status: Status = "not graded" if is_handed_in or record else "not handed in"
        return Submission(name, status, **person, record=record)
    notebook = root / "autograded" / name / assignment / f"{assignment}.ipynb"
    grades = [grade for part in found.notebooks for grade in part.grades]
    unread = [g for g in grades if g.cell.cell_type == "code" and _points(g) is None]
    # nbgrader removes the notebook of a grading that failed, and leaves older points behind.
    if outcome == "failed" or unread or not notebook.is_file():
        return Submission(name, "not graded", **person, record=record)
    penalty = float(found.late_submission_penalty or 0)
    return Submission(
        name,
        "waits for points by hand" if any(g.needs_manual_grade for g in grades) else "graded",
        **person,
        score=max(0.0, float(found.score) - penalty),
        raw_score=float(found.score),
        penalty=penalty,
        timestamp=str(found.timestamp or ""),
        points={g.name: None if g.needs_manual_grade else _points(g) for g in grades},
        automatic={g.name: g.auto_score for g in grades},
        failures=_failures(notebook, record),
        record=record,
    )


def _points(grade: Any) -> float | None:
    """Points given by hand, else by the tests; None if there are neither."""
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return None if given is None else float(given) + float(grade.extra_credit or 0)


def _failures(notebook: Path, record: Mapping[str, Any]) -> dict[str, str]:
    """The text of each failed check, from the grader's file or else from the notebook."""
    checks = record.get("checks")
    if checks is not None:
        return {check["grade_id"]: check["message"] for check in checks if check.get("message")}
    executed = nbformat.read(notebook, as_version=4)
    texts = {
        cell.metadata.nbgrader.grade_id: cells.failure_text(cell)
        for cell in executed.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    }
    return {grade_id: text for grade_id, text in texts.items() if text}
