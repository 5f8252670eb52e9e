"""Grades all submissions of an assignment: intake, isolated runs side by side, one writer.

`grade_class` reads what students handed in, looks up which of it has been graded already, has the
rest graded here or on a cluster, and writes each result as it comes: into the cache, nbgrader's
gradebook and autograded/, and the student's record in grading/. Nothing that a student hands in
stops the others. What could not be graded is named, and counts as ungraded, not as 0.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import nbformat
from tqdm import tqdm

from course_utils.checks import SEED_VARIABLE
from course_utils.grading import course, records
from course_utils.grading.class_summary import ClassSummary
from course_utils.grading.class_writing import ClassWriter
from course_utils.grading.gradebook import GradebookWriter
from course_utils.grading.graders import ClusterGraders, Graders, LocalGraders
from course_utils.grading.grading_cache import ResultCache, key_of
from course_utils.grading.intake import Intake, read_submission
from course_utils.grading.intake_report import write_report
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.notes import Note
from course_utils.grading.setting import Setting, cores, setting_of
from course_utils.grading.student_ids import is_student_id
from course_utils.grading.submissions import Submission, find_submissions
from course_utils.grading.task import Result, Task, text_of
from course_utils.grading.under_way import ticking

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


def grade_class(
    root: Path,
    assignment: str,
    students: Sequence[str] = (),
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    resume: bool = True,
    seed: int | None = None,
    sandbox: str | None = None,
    limits: Limits | None = None,
    progress: bool = True,
) -> ClassSummary:
    """Grade what stands in submitted/, of all students or of those named.

    jobs: submissions graded side by side here; as many as there are cores by default. scheduler:
    the address of a Dask scheduler to send them to instead. resume: take results that are stored
    for the same submission, tests, seed and code. seed: of the tests' inputs, $BNCOURSE_SEED by
    default. sandbox: "bubblewrap", "podman", "docker" or "none"; by default the first there is.
    Raises FileNotFoundError for an assignment or student that isn't there, CourseError if the
    gradebook can't be used, RuntimeError if the sandbox can't.
    """
    start = time.monotonic()
    grading = _ClassGrading(root, assignment, seed, sandbox, limits or Limits(), progress)
    with _alone(root), GradebookWriter(root, assignment, say=grading.say) as gradebook:
        grading.run(gradebook, students, resume, lambda setting: _graders(setting, jobs, scheduler))
    grading.summary.seconds = round(time.monotonic() - start, 2)
    return grading.summary


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep a second call off the course meanwhile, where the platform can. Raises RuntimeError."""
    folder = root / "grading"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as held:
        if fcntl is not None:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RuntimeError("Another `bncourse grade` is at work in this course.") from None
        yield


def _graders(setting: Setting, jobs: int | None, scheduler: str | None) -> Graders:
    if scheduler:
        return ClusterGraders(scheduler, setting)
    return LocalGraders(dataclasses.replace(setting, jobs=jobs or cores()))


class _ClassGrading:
    """One call of `grade_class` under way."""

    def __init__(
        self,
        root: Path,
        assignment: str,
        seed: int | None,
        sandbox: str | None,
        limits: Limits,
        progress: bool,
    ):
        self._root, self._assignment, self._progress = root, assignment, progress
        self._seed = int(os.environ.get(SEED_VARIABLE, "0")) if seed is None else seed
        self._sandbox, self._limits = sandbox, limits
        self._master = _text(root, "source", assignment)
        self._release = _text(root, "release", assignment)
        self._released = nbformat.reads(self._release, as_version=4)
        self._check_release()
        self._test_seconds = float(course.settings(root).get("Execute", {}).get("timeout", 30))
        self._cache = ResultCache(records.folder_of(root, assignment) / ".results")
        self._intakes: dict[str, Intake] = {}
        self._keys: dict[str, str] = {}
        self._bar: tqdm | None = None
        self.summary = ClassSummary(assignment)

    def _check_release(self) -> None:
        """Pouring into a release that lacks a test would lose that test for everybody."""
        released, wanted = (
            [
                cell.metadata.nbgrader.grade_id
                for cell in notebook.cells
                if "nbgrader" in cell.metadata
            ]
            for notebook in (self._released, nbformat.reads(self._master, as_version=4))
        )
        if released != wanted:
            changed = ", ".join(sorted(set(released) ^ set(wanted))) or "their order"
            raise course.CourseError(
                f"release/{self._assignment} was not made from source/{self._assignment} as it is "
                f"now ({changed}). Run:\n  nbgrader generate_assignment {self._assignment} --force"
            )

    def say(self, sentence: str) -> None:
        """Print a line without breaking the progress bar."""
        tqdm.write(sentence, file=sys.stdout)

    def run(
        self,
        gradebook: GradebookWriter,
        students: Sequence[str],
        resume: bool,
        start: Callable[[Setting], Graders],
    ) -> None:
        """Grade and write; fills the summary."""
        writer = ClassWriter(gradebook, self.summary, self._root, self._seed)
        self._take_in(students)
        stored, tasks = self._sort_out(writer, resume)
        refused = [intake for intake in self._intakes.values() if intake.notebook is None]
        if stored or tasks or not all(writer.has_refusal(intake) for intake in refused):
            writer.back_up()
        with (
            tqdm(
                total=len(self._intakes),
                desc=self._assignment,
                unit="student",
                file=sys.stdout,
                disable=not self._progress,
                dynamic_ncols=True,
            ) as self._bar,
            ticking(self._bar),
        ):
            self._step(len(self.summary.unchanged))
            for intake in refused:
                writer.refuse(intake)
                self._step(1)
            self._write_all(writer, stored, self._graded(tasks, start))
        if not students:
            self._cache.keep_only(set(self._keys.values()))

    def _write_all(
        self, writer: ClassWriter, stored: list[Result], graded: Iterator[Result]
    ) -> None:
        """Write results as they come; what met a locked gradebook is tried once more at the end."""
        unwritten = []

        def write(result: Result, run_now: bool, last_try: bool) -> bool:
            intake, key = self._intakes[result.student], self._keys[result.student]
            done = writer.write(result, intake, key, run_now=run_now, last_try=last_try)
            self._step(done)
            return done

        for run_now, results in ((False, stored), (True, graded)):
            for result in results:
                # Once it stayed locked, waiting for each student would take all day.
                if unwritten or not write(result, run_now, last_try=False):
                    unwritten.append((result, run_now))
        for result, run_now in unwritten:
            write(result, run_now, last_try=True)

    def _take_in(self, students: Sequence[str]) -> None:
        """Read all submissions."""
        began = time.monotonic()
        found = find_submissions(self._root, self._assignment, students)
        self.summary.refused |= dict(found.refused)
        self.summary.remarks = list(found.remarks)
        for student, reason in found.refused:
            name = student.strip("'")
            # A name that is an id can be a row of the gradebook; others are only reported.
            if is_student_id(name) and os.path.lexists(self._root / "submitted" / name):
                del self.summary.refused[student]
                note = Note("refused", "", reason)
                self._intakes[name] = Intake(name, self._assignment, None, (note,), None, "")
        for submission in found.submissions:
            self._intakes[submission.student] = self._read(submission)
        folder = records.folder_of(self._root, self._assignment)
        write_report(self._intakes.values(), folder)
        self.summary.spend("intake", time.monotonic() - began)

    def _read(self, submission: Submission) -> Intake:
        student = submission.student
        try:
            return read_submission(submission.folder, self._released, self._assignment, student)
        except Exception as error:
            # Nothing a student hands in should come here; if it does, the others are read.
            why = f"It could not be read, which is the grader's fault: {error!r:.200}"
            note = Note("refused", "", why)
            return Intake(student, self._assignment, None, (note,), None, "")

    def _sort_out(self, writer: ClassWriter, resume: bool) -> tuple[list[Result], list[Task]]:
        """What is stored and only needs writing, and what has to be graded."""
        stored, tasks = [], []
        for student, intake in self._intakes.items():
            if intake.notebook is None:
                continue
            task = self._task(intake)
            key = self._keys[student] = key_of(task)
            result = self._cache.get(key, student) if resume else None
            if result is None:
                tasks.append(task)
            elif writer.has(intake, key):
                writer.leave(student)
            else:
                stored.append(result)
        return stored, tasks

    def _task(self, intake: Intake) -> Task:
        return Task(
            assignment=self._assignment,
            student=intake.student,
            submission=text_of(intake.notebook),
            master=self._master,
            release=self._release,
            seed=self._seed,
            limits=self._limits,
            sandbox=self._sandbox,
            test_seconds=self._test_seconds,
        )

    def _graded(self, tasks: list[Task], start: Callable[[Setting], Graders]) -> Iterator[Result]:
        """Start graders if there is work, and yield results as they come, cached."""
        if not tasks:
            return
        began = time.monotonic()
        setting = setting_of(
            self._root,
            self._master,
            self._sandbox,
            limits=self._limits,
            submissions=(task.submission for task in tasks),
        )
        graders = start(setting)
        self.summary.sandbox, self.summary.note = graders.sandbox_name, graders.note
        self.summary.spend("starting", time.monotonic() - began)
        if graders.sandbox_name == "none":
            self.say(
                "WARNING: no sandbox. Students' code runs with your account's rights: it can read "
                "and change your files and use the network. Only what it returns is kept apart. "
                "Install bubblewrap, or grade in a virtual machine."
            )
        try:
            for result in graders.results(tasks):
                if result.status == "graded":
                    self._cache.put(self._keys[result.student], result)
                for part, seconds in result.spent.items():
                    self.summary.spend(part, seconds)
                yield result
        finally:
            graders.close()

    def _step(self, count: int) -> None:
        self._bar.set_postfix(
            failed=len(self.summary.failed), refused=len(self.summary.refused), refresh=False
        )
        self._bar.update(count)


def _text(root: Path, step: str, assignment: str) -> str:
    path = root / step / assignment / f"{assignment}.ipynb"
    if not path.is_file():
        known = ", ".join(course.assignments(root))
        raise FileNotFoundError(
            f"There is no {step}/{assignment}/{assignment}.ipynb. Assignments: {known}. "
            "`bncourse release` makes release/ from source/."
        )
    return path.read_text(encoding="utf-8")
