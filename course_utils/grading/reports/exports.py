"""Points as CSV, in three forms: nbgrader's own columns, Canvas's gradebook, Moodle's grade import.

`export` is `bncourse export`; `CourseExport` is what plain `nbgrader export` uses through
nbgrader_config.py. In all of them a submission that was never graded has an empty score, a status
that says why, and a warning: nbgrader's own export prints 0.0 for it, as for a real 0.

Canvas finds students by "SIS Login ID", here nbgrader's student id, or by name; "ID" is the
gradebook's lms_user_id. It passes over columns whose header holds "Current Grade" (its gradebook
importer takes them for its own), so the status can stand in the file. Moodle lets one choose for
each column what it is: map Username to username, and the status to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from course_utils.grading.reports import csv_files
from course_utils.grading.reports.class_data import Class, Submission, class_of, read_class

Format = Literal["nbgrader", "canvas", "moodle"]
FORMATS: tuple[Format, ...] = get_args(Format)

NBGRADER_COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "status",
)
CANVAS_STUDENT_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_STATUS = "Status (not the Current Grade)"

Row = Sequence[Any]


def export(
    root: Path, assignment: str, form: Format, path: Path, *, missing_zero: bool = False
) -> list[str]:
    """Write an assignment's points to `path`; return the warnings for the instructor.

    missing_zero: 0 for students who handed in nothing; never for what was not graded.
    Raises FileNotFoundError if there is no gradebook or no such assignment in it.
    """
    data = read_class(root, assignment)
    csv_files.write(path, rows(data, form, missing_zero=missing_zero))
    return warnings_of(data, missing_zero=missing_zero)


def rows(data: Class, form: Format, *, missing_zero: bool = False) -> list[Row]:
    """Return the rows of a format, header first."""
    if form == "nbgrader":
        return [NBGRADER_COLUMNS, *_nbgrader_rows(data, missing_zero)]
    return (
        _canvas_rows(data, missing_zero) if form == "canvas" else _moodle_rows(data, missing_zero)
    )


def warnings_of(data: Class, *, missing_zero: bool = False) -> list[str]:
    """Say which submissions have no score, or not all of it."""
    kinds = {
        "refused": "refused at intake, without a score, which is not a 0",
        "not graded": "handed in but not graded, without a score, which is not a 0",
        "waits for points by hand": "without the points of answers still to be marked by hand",
    }
    if not missing_zero:
        kinds["not handed in"] = "nothing handed in: no score (--missing-zero writes 0)"
    found = []
    for status, meaning in kinds.items():
        students = [one.student for one in data.submissions if one.status == status]
        if students:
            found.append(f"{data.assignment}: {len(students)} {meaning}: {_listed(students)}.")
    return found


class CourseExport(ExportPlugin):
    """`nbgrader export` that prints no 0 for a submission without a score."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the assignments and students that were asked for, all by default."""
        lines: list[Row] = [NBGRADER_COLUMNS]
        chosen = {str(one) for one in self.assignment}
        students = {str(one) for one in self.student}
        for assignment in sorted(one.name for one in gradebook.assignments):
            if chosen and assignment not in chosen:
                continue
            data = class_of(gradebook, Path(self.parent.coursedir.root), assignment)
            lines += [row for row in _nbgrader_rows(data) if not students or row[3] in students]
            for warning in warnings_of(data):
                self.log.warning(warning)
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        csv_files.write(path, lines)


def _score(one: Submission, missing_zero: bool) -> float | None:
    return 0.0 if missing_zero and one.status == "not handed in" else one.score


def _nbgrader_rows(data: Class, missing_zero: bool = False) -> Iterable[Row]:
    for one in data.submissions:
        score = _score(one, missing_zero)
        yield (
            data.assignment,
            data.duedate,
            one.timestamp,
            one.student,
            one.last_name,
            one.first_name,
            one.email,
            one.raw_score if one.is_scored else score,
            one.penalty if one.is_scored else None,
            score,
            data.most,
            one.status,
        )


def _canvas_rows(data: Class, missing_zero: bool) -> list[Row]:
    header = (*CANVAS_STUDENT_COLUMNS, data.assignment, CANVAS_STATUS)
    points = ("    Points Possible", "", "", "", "", data.most, "(read only)")
    return [
        header,
        points,
        *(
            (
                _name(one),
                one.lms_user_id,
                "",
                one.student,
                "",
                _score(one, missing_zero),
                one.status,
            )
            for one in data.submissions
        ),
    ]


def _moodle_rows(data: Class, missing_zero: bool) -> list[Row]:
    header = ("Username", "First name", "Last name", "Email address", data.assignment, "Status")
    return [
        header,
        *(
            (
                one.student,
                one.first_name,
                one.last_name,
                one.email,
                _score(one, missing_zero),
                one.status,
            )
            for one in data.submissions
        ),
    ]


def _name(one: Submission) -> str:
    return ", ".join(part for part in (one.last_name, one.first_name) if part) or one.student


def _listed(students: Sequence[str]) -> str:
    shown = ", ".join(students[:10])
    return f"{shown} and {len(students) - 10} more" if len(students) > 10 else shown
