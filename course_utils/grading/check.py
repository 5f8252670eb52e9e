"""`bncourse check`: a student's notebook, read and run as it will be graded, with visible tests.

`check_notebook` takes a notebook in as grading does, warns of what will not survive it, and has
the grader's own runner execute the answers with the tests of release/. Neither the masters nor a
gradebook are needed, and no sandbox; if there is one, it is used. The copy in release/ may be the
one that the student solved.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from course_utils.checks import SEED_VARIABLE
from course_utils.folders import find_assignment
from course_utils.grading import records
from course_utils.grading.graders import LocalGraders
from course_utils.grading.intake import Intake, read_notebook
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.notes import Note
from course_utils.grading.setting import setting_of
from course_utils.grading.solved_release import as_released
from course_utils.grading.survival import Warned, warnings_for
from course_utils.grading.task import Result, Task
from course_utils.grading.under_way import showing_cells

#: What `bncourse check` returns.
PASSED, FAILED, UNUSABLE = 0, 1, 2

_CHANGED = "was changed in release/, and yours ran here. When it is graded, the course's own counts"
#: After how many seconds it is said that there is a limit.
LONG = 60


@dataclass(frozen=True)
class Checked:
    """What became of a notebook. result: None for a notebook that can't be used."""

    intake: Intake
    warnings: tuple[Warned, ...]
    result: Result | None
    note: str = ""

    @property
    def checks(self) -> list[dict[str, Any]]:
        """The visible tests, as in a student's record."""
        return records.checks_of(self.result.notebook, self.result.scores) if self.result else []

    @property
    def exit_code(self) -> int:
        """PASSED if every visible test passed; UNUSABLE for a notebook that can't be graded."""
        if self.result is None:
            return UNUSABLE
        passed = self.checks and all(check["points"] == check["most"] for check in self.checks)
        return PASSED if passed else FAILED


def check_notebook(
    root: Path, assignment: str, path: Path, *, sandbox: str | None = None
) -> Checked:
    """Read and run a notebook with the visible tests of the course's assignment.

    On a terminal, the cell under way is shown meanwhile.
    Raises FileNotFoundError for an assignment that the course doesn't have, RuntimeError if the
    notebook could not be run for reasons that aren't its own.
    """
    assignment = find_assignment(root, assignment)
    original = root / "release" / assignment / f"{assignment}.ipynb"
    if not path.is_file():
        return _unusable(assignment, f"There is no file {path}.")
    try:
        with warnings.catch_warnings():
            # nbformat warns of copied cells, which the intake tells in its own words.
            warnings.simplefilter("ignore")
            released, changed = as_released(nbformat.read(original, as_version=4))
    # The copy in release/ may be the student's own, with whatever became of it.
    except Exception as error:
        message = f"release/{assignment} can't be read ({type(error).__name__}): get it anew."
        return _unusable(assignment, message)
    intake = read_notebook(path, released, assignment)
    if intake.notebook is None:
        return Checked(intake, (), None)
    warned = [Warned(name, _CHANGED) for name in changed]
    warned += warnings_for(intake.notebook, path.parent)
    with showing_cells(assignment) as told:
        result, note = _run(root, assignment, intake, nbformat.writes(released), sandbox, told)
    return Checked(intake, tuple(warned), result, note)


def _unusable(assignment: str, message: str) -> Checked:
    note = Note("refused", "", message)
    return Checked(Intake("", assignment, None, (note,), None, ""), (), None)


def _run(
    root: Path,
    assignment: str,
    intake: Intake,
    released: str,
    sandbox: str | None,
    told: Callable[[str], None],
) -> tuple[Result, str]:
    task = Task(
        assignment=assignment,
        student=intake.student,
        submission=nbformat.writes(intake.notebook),
        # Students have no master: what is hidden stays so.
        master=released,
        release=released,
        seed=int(os.environ.get(SEED_VARIABLE, "0")),
        sandbox=sandbox,
    )
    graders = LocalGraders(setting_of(root, released, sandbox))
    try:
        (result,) = graders.results([task], told)
    finally:
        graders.close()
    if result.status != "graded":
        raise RuntimeError(f"the notebook could not be run.\n{result.error}")
    return result, graders.note


def lines(checked: Checked) -> Iterator[str]:
    """Say in lines of text what became of a notebook."""
    if checked.result is None:
        yield f"{checked.intake.assignment}: this notebook can't be graded."
    warned = [
        *_intakes_words(checked.intake),
        *(f"{w.cell}: {w.message}." for w in checked.warnings),
    ]
    if warned:
        yield "Before you hand in:"
        yield from (f"  {line}" for line in warned)
    if checked.result is not None:
        yield from _result_lines(checked, checked.result)


def _intakes_words(intake: Intake) -> list[str]:
    return [f"{note.cell}: {note.message}" if note.cell else note.message for note in intake.notes]


def _result_lines(checked: Checked, result: Result) -> Iterator[str]:
    name = result.sandbox if result.sandbox != "none" else "no sandbox"
    yield f"Visible tests of {result.assignment} ({name}, {result.seconds:.0f} s):"
    if checked.note:
        yield f"  {checked.note}"
    for check in checked.checks:
        word = "passed" if check["points"] == check["most"] else "FAILED"
        yield f"  {word}  {check['points']:g} of {check['most']:g}  {check['grade_id']}"
        yield from (f"      {line}" for line in check["message"].splitlines())
    by_hand = set(result.most) - {check["grade_id"] for check in checked.checks}
    for name in sorted(by_hand):
        word = "not answered yet" if name in result.scores else "graded by hand"
        yield f"  {word}: {name}"
    if result.seconds > LONG:
        most = f"{Limits().total_seconds:.0f} s"
        yield f"  When it is graded it may take {most} in all, and that machine may be slower."
    for incident in result.incidents:
        yield f"  {incident['cell']}: {incident['message']}"
    earned = sum(check["points"] for check in checked.checks)
    possible = sum(check["most"] for check in checked.checks)
    yield f"{earned:g} of {possible:g} points. More tests are run when it is graded."
