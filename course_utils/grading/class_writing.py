"""Writes what came of a submission: gradebook and autograded/, the student's record, the summary.

A submission that was refused or failed is left without a score, and its record says why.
"""

from __future__ import annotations

import dataclasses
import json
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course_utils.grading import records
from course_utils.grading.class_summary import ClassSummary
from course_utils.grading.gradebook import GradebookLocked, GradebookWriter, back_up
from course_utils.grading.intake import Intake
from course_utils.grading.isolation.session import MAYBE_RIGHT
from course_utils.grading.task import Result, text_of


class ClassWriter:
    """Writes into an open gradebook, and into a summary, for one assignment.

    seed: of the tests' inputs, for the records.
    """

    def __init__(self, gradebook: GradebookWriter, summary: ClassSummary, root: Path, seed: int):
        self._gradebook, self._summary = gradebook, summary
        self._root, self._assignment, self._seed = root, summary.assignment, seed
        self._before = gradebook.auto_scores()

    def back_up(self) -> None:
        """Keep a copy of the gradebook as it is."""
        backup = back_up(self._gradebook.database, datetime.now(UTC))
        self._summary.backup = backup.name if backup else ""

    def has(self, intake: Intake, key: str) -> bool:
        """Whether record, gradebook and autograded/ hold the result of that key already."""
        student = intake.student
        record = self._read(student)
        notebook = self._root / "autograded" / student / self._assignment
        return (
            record.get("status") == "graded"
            and record.get("key") == key
            and record.get("notes") == _notes(intake)
            and record.get("scores") == self._before.get(student)
            and (notebook / f"{self._assignment}.ipynb").is_file()
        )

    def has_refusal(self, intake: Intake) -> bool:
        """Whether the record has the refusal already."""
        record = self._read(intake.student)
        return record.get("status") == "refused" and record.get("notes") == _notes(intake)

    def leave(self, student: str) -> None:
        """Count a student as graded before, with what is worth a look."""
        self._summary.unchanged.append(student)
        self._look_at(student, self._read(student))

    def refuse(self, intake: Intake) -> None:
        """Leave a submission that can't be read without a score."""
        student = intake.student
        reasons = [note.message for note in intake.notes if note.kind == "refused"]
        self._summary.refused[student] = " ".join(reasons) or "unreadable"
        if not self.has_refusal(intake):
            self._leave_ungraded(student)
            self._record(intake, "", {"status": "refused", "scores": {}, "checks": []})

    def write(
        self, result: Result, intake: Intake, key: str, *, run_now: bool, last_try: bool
    ) -> bool:
        """Put one result into gradebook, autograded/ and the student's record.

        Returns False if the gradebook is locked and there is another try.
        """
        began = time.monotonic()
        student = result.student
        status, scores, error = result.status, {}, result.error
        if status == "graded":
            try:
                scores = self._write_grades(result, intake)
            except GradebookLocked as problem:
                if not last_try:
                    return False
                status, error = "failed", str(problem)
            except Exception:
                # Whatever it is, it is this student's: the others are written.
                status, error = "failed", traceback.format_exc()
        if status == "failed":
            self._summary.failed[student] = (error.strip().splitlines() or ["unknown"])[-1]
            self._leave_ungraded(student)
        else:
            (self._summary.executed if run_now else self._summary.reused).append(student)
        record = {
            "status": status,
            "scores": scores,
            "most": dict(result.most),
            "checks": records.checks_of(result.notebook, scores) if scores else [],
            "incidents": result.incidents,
            "sandbox": result.sandbox,
            "seconds": result.seconds,
            "error": error,
        }
        self._record(intake, key, record)
        self._summary.spend("writing", time.monotonic() - began)
        return True

    def _read(self, student: str) -> dict[str, Any]:
        return records.read_record(self._root, self._assignment, student) or {}

    def _write_grades(self, result: Result, intake: Intake) -> dict[str, float]:
        return self._gradebook.write(
            result.student,
            text_of(intake.notebook),
            result.notebook,
            intake.submitted_at,
            look_at=_to_look_at(result, intake),
        )

    def _leave_ungraded(self, student: str) -> None:
        try:
            self._gradebook.leave_ungraded(student)
        except Exception as problem:
            self._summary.failed[student] = str(problem)

    def _record(self, intake: Intake, key: str, content: dict[str, Any]) -> None:
        record = {
            "student": intake.student,
            "assignment": self._assignment,
            "most": {},
            "incidents": [],
            "sandbox": "",
            "seconds": 0.0,
            "error": "",
            **content,
            "notes": _notes(intake),
            "seed": self._seed,
            "digest": intake.digest,
            "key": key,
            "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        records.write_record(self._root, record)
        self._look_at(intake.student, record)

    def _look_at(self, student: str, record: dict[str, Any]) -> None:
        """Take what an instructor should see into the summary."""
        if record.get("status") != "graded":
            return
        seen = [i["message"] for i in record["incidents"]]
        seen += [n["message"] for n in record["notes"] if n["kind"] in ("refused", "suspicious")]
        if seen:
            more = f" (and {len(seen) - 1} more)" if len(seen) > 1 else ""
            self._summary.look_at[student] = seen[0] + more


def _notes(intake: Intake) -> list[dict[str, str]]:
    return [dataclasses.asdict(note) for note in intake.notes]


def _to_look_at(result: Result, intake: Intake) -> set[str]:
    """Test cells that gave less than all their points for what may be no fault of the answer."""
    tests = set(result.doubtful)
    unread = {note.cell for note in intake.notes if note.kind == "refused"}
    # An answer that no test could get hold of.
    unread |= {i["cell"] for i in result.incidents if i["kind"] in MAYBE_RIGHT and not i["test"]}
    tests |= {name for name in result.most if name.split("__")[0] in unread}
    notebook = json.loads(result.notebook)
    tests |= {
        cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if output.get("ename") == "Stopped"
    }
    return {name for name in tests if result.scores.get(name, 0.0) < result.most.get(name, 0.0)}
