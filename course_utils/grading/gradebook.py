"""Writes graded submissions into nbgrader's gradebook and autograded/, one after another.

nbgrader's own Autograde does it, with one preprocessor exchanged: in the place of Execute,
`PutOutputs` takes the outputs of the notebook that was executed in isolation. So formgrader,
manual grading, feedback and export find what they always find, and hand-given marks are kept as
nbgrader keeps them. There is one writer; a gradebook that is locked by another program is waited
for. `back_up` copies the gradebook before it is changed.
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from unittest import mock

import nbformat
import nbgrader.api
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.preprocessors import CheckCellMetadata, Execute, NbGraderPreprocessor
from nbgrader.utils import capture_log, is_locked, temp_attrs
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SAWarning
from traitlets import Unicode

from course_utils.grading import course

#: How many copies of the gradebook are kept.
BACKUPS = 5
#: Seconds that sqlite waits for a locked gradebook in one go, and how often it is tried.
LOCK_SECONDS, LOCK_TRIES = 20, 6


class GradebookLocked(course.CourseError):
    """Another program held the gradebook all the while."""


class PutOutputs(NbGraderPreprocessor):
    """Puts the outputs of an executed copy of the notebook into its cells.

    Raises ValueError if the copy's code isn't the notebook's own, cell by cell.
    """

    folder = Unicode(help="holds <student>.ipynb, executed").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Take over outputs and execution counts, in place."""
        path = Path(self.folder) / f"{resources['nbgrader']['student']}.ipynb"
        executed = nbformat.read(path, as_version=4)
        if [c.source for c in nb.cells] != [c.source for c in executed.cells]:
            raise ValueError("the executed notebook has other cells than nbgrader's")
        for cell, ran in zip(nb.cells, executed.cells, strict=True):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
        return nb, resources


class GradebookWriter:
    """The one writer of a course's gradebook, for one assignment.

    say: gets a sentence when the gradebook is locked and has to be waited for.
    Raises CourseError if the gradebook's tests are not those of source/.
    """

    def __init__(self, root: Path, assignment: str, say: Callable[[str], None] = print):
        self._root, self._assignment, self._say = root, assignment, say
        self._scratch = _scratch(root / "grading")
        self._folder = Path(self._scratch.name)
        (self._folder / "executed").mkdir()
        self.database = root / "gradebook.db"
        self._api = course.nbgrader_api(root, self.database, lock_seconds=LOCK_SECONDS)
        self._api.coursedir.submitted_directory = str(self._folder / "poured")
        self._api.config.PutOutputs.folder = str(self._folder / "executed")
        self._ended = contextlib.ExitStack()
        self._ended.enter_context(_one_engine())
        # About the order in which nbgrader links new rows: nothing for an instructor.
        self._ended.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore", SAWarning)
        self._writes = False
        self._patiently(self._generate_if_new)
        self._patiently(self._check_tests)

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was needed on the way."""
        self._ended.close()
        if self._writes:
            _set_journal(self.database, "DELETE")
        self._scratch.cleanup()

    def gradebook(self) -> Gradebook:
        """The gradebook, to be used as a context."""
        return Gradebook(self._api.coursedir.db_url, self._api.course_id)

    def write(
        self,
        student: str,
        poured: str,
        executed: str,
        submitted_at: datetime | None,
        look_at: Collection[str] = (),
    ) -> dict[str, float]:
        """Put one executed submission into gradebook and autograded/; return its auto scores.

        look_at: test cells that an instructor should look at, whatever they earned.
        Raises CourseError if nbgrader refuses it or the gradebook stays locked.
        """
        self._begin_to_write()
        handed_in = self._folder / "poured" / student / self._assignment
        handed_in.mkdir(parents=True, exist_ok=True)
        (handed_in / f"{self._assignment}.ipynb").write_text(poured, encoding="utf-8")
        if submitted_at is not None:
            (handed_in / "timestamp.txt").write_text(
                submitted_at.strftime("%Y-%m-%d %H:%M:%S.%f %Z")
            )
        copy = self._folder / "executed" / f"{student}.ipynb"
        copy.write_text(executed, encoding="utf-8")
        try:
            self._patiently(lambda: self._autograde(student))
            if look_at:
                self._patiently(lambda: self._mark(student, look_at))
            return self._patiently(lambda: self._read_scores(student)).get(student, {})
        finally:
            copy.unlink()

    def leave_ungraded(self, student: str) -> None:
        """Record a submission that has no scores: every cell waits for a hand, none counts 0.

        Hand-given marks are kept.
        """
        self._begin_to_write()
        self._patiently(lambda: self._clear(student))

    def _begin_to_write(self) -> None:
        """Change the journal, which changes the file, when there is something to write."""
        if not self._writes:
            _set_journal(self.database, "WAL")
            # The last connection to be closed moves the log into the database: only in the end.
            connection = sqlite3.connect(self.database)
            connection.execute("SELECT count(*) FROM sqlite_master")
            self._ended.callback(connection.close)
            self._writes = True

    def auto_scores(self) -> dict[str, dict[str, float]]:
        """The auto-graded scores that the gradebook holds now, by student, then by cell."""
        return self._patiently(self._read_scores)

    def _read_scores(self, student: str | None = None) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        with self.gradebook() as gradebook:
            rows = (
                gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score)
                .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
                .join(BaseCell, BaseCell.id == Grade.cell_id)
                .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                .filter(Assignment.name == self._assignment, Grade.auto_score.is_not(None))
            )
            if student is not None:
                rows = rows.filter(SubmittedAssignment.student_id == student)
            for owner, cell, score in rows:
                found.setdefault(owner, {})[cell] = float(score)
        return found

    def _autograde(self, student: str) -> None:
        with temp_attrs(self._api.coursedir, assignment_id=self._assignment, student_id=student):
            converter = Autograde(coursedir=self._api.coursedir, parent=self._api)
            converter.force = True
            converter.create_student = True
            # The cells' metadata are the release's, which nbgrader has checked: `grade_task` holds
            # them against it. Checking twice more takes a third of the time.
            converter.sanitize_preprocessors = _without_check(converter.sanitize_preprocessors)
            converter.autograde_preprocessors = [
                PutOutputs if step is Execute else step
                for step in _without_check(converter.autograde_preprocessors)
            ]
            result = capture_log(converter)
            if (result.get("error") or "").rstrip().endswith("KeyboardInterrupt"):
                # It is caught there with all else.
                raise KeyboardInterrupt
            course.succeed(result, f"Writing the grades of {student}")

    def _mark(self, student: str, look_at: Collection[str]) -> None:
        with self.gradebook() as gradebook:
            grades = gradebook.find_submission_notebook(
                self._assignment, self._assignment, student
            ).grades
            for grade in grades:
                if grade.name in look_at:
                    grade.needs_manual_grade = True
            gradebook.db.commit()

    def _clear(self, student: str) -> None:
        with self.gradebook() as gradebook:
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(self._assignment, student)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    grade.auto_score = None
                    grade.needs_manual_grade = True
            gradebook.db.commit()

    def _patiently(self, step: Callable):
        """Do a step again while another program holds the gradebook."""
        for number in range(1, LOCK_TRIES + 1):
            try:
                return step()
            except Exception as error:
                if "database is locked" not in str(error):
                    raise
            self._say(
                f"{self.database.name} is locked by another program (formgrader? a browser of "
                f"databases?): waiting for it, {number} of {LOCK_TRIES} times {LOCK_SECONDS} s."
            )
        raise GradebookLocked(
            f"{self.database.name} stayed locked: close the program that uses it, and run the "
            "same command again. Nothing is graded twice."
        )

    def _generate_if_new(self) -> None:
        """Let the gradebook know the assignment, without touching release/."""
        with self.gradebook() as gradebook:
            try:
                gradebook.find_assignment(self._assignment)
                return
            except MissingEntry:
                pass
        with temp_attrs(self._api.coursedir, release_directory=str(self._folder / "release")):
            result = self._api.generate_assignment(self._assignment, force=True)
        course.succeed(result, f"Generating {self._assignment}")

    def _check_tests(self) -> None:
        """What runs as a test has to be what nbgrader takes for it."""
        master = course.notebook(self._root, "source", self._assignment)
        wanted = {
            cell.metadata.nbgrader.grade_id: cell.source for cell in master.cells if is_locked(cell)
        }
        with self.gradebook() as gradebook:
            notebook = gradebook.find_notebook(self._assignment, self._assignment)
            known = {cell.name: cell.source for cell in notebook.source_cells if cell.locked}
        if wanted != known:
            changed = sorted(n for n in wanted | known if wanted.get(n) != known.get(n))
            raise course.CourseError(
                f"source/{self._assignment} has changed since the gradebook learnt it, in "
                f"{', '.join(changed)}. Run:\n"
                f"  nbgrader generate_assignment {self._assignment} --force"
            )


def _scratch(folder: Path) -> tempfile.TemporaryDirectory:
    """A folder for what is needed on the way; one that a killed writer has left goes."""
    folder.mkdir(exist_ok=True)
    for left in folder.glob(".writing-*"):
        shutil.rmtree(left)
    return tempfile.TemporaryDirectory(prefix=".writing-", dir=folder)


def _set_journal(database: Path, mode: str) -> None:
    """Change how sqlite keeps a database whole, unless another program is using it just now.

    nbgrader commits some fifty times a submission, and waits for the disk each time; with a
    write-ahead log ("WAL") that is not needed to survive a power cut.
    """
    with closing(sqlite3.connect(database, timeout=0)) as connection:
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise


@contextlib.contextmanager
def _one_engine() -> Iterator[None]:
    """Let every `Gradebook` of a database use the same engine.

    nbgrader opens ten for a submission, and an engine of its own would translate each query anew:
    half of the time that writing takes. Connections are closed with their gradebook, as ever.
    """
    make = functools.cache(nbgrader.api.create_engine)
    event.listen(Engine, "connect", _without_waiting_for_the_disk)
    try:
        with mock.patch.object(nbgrader.api, "create_engine", make):
            yield
    finally:
        event.remove(Engine, "connect", _without_waiting_for_the_disk)


def _without_waiting_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    """For each new connection: with a write-ahead log, the disk is waited for now and then."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        connection.execute("PRAGMA synchronous=NORMAL")


def _without_check(steps: list[type]) -> list[type]:
    return [step for step in steps if step is not CheckCellMetadata]


def back_up(database: Path, now: datetime) -> Path | None:
    """Copy the gradebook to <name>.<time>.bak beside it; keep the last few copies.

    Returns the copy's path, None if there is no gradebook yet.
    """
    if not database.is_file():
        return None
    copy = database.with_name(f"{database.name}.{now:%Y%m%d-%H%M%S}.bak")
    with (
        closing(sqlite3.connect(database, timeout=LOCK_SECONDS)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    copies = sorted(database.parent.glob(f"{database.name}.*.bak"))
    for old in copies[:-BACKUPS]:
        old.unlink()
    return copy
