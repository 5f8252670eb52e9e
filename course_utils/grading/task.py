"""One submission graded: (submission, release, master, seed) → scores, notebook, log.

`grade_task` goes through the notebook in its order. What the student wrote runs in the sandbox's
worker; the names that the released stubs define come back as stand-ins. Set-up and helper cells
run on both sides, the master's test cells in this process alone. Points are what nbgrader makes
of the outputs. A process may grade several, one after another: see `as_new`.
"""

from __future__ import annotations

import dataclasses
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import nbformat
import numpy as np
from nbformat import NotebookNode, v4
from nbgrader.utils import determine_grade, is_grade, is_locked

from course_utils import feedback
from course_utils.checks import SEED_VARIABLE
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.sandbox import Sandbox
from course_utils.grading.isolation.session import MAYBE_RIGHT, Session, defined_names
from course_utils.grading.isolation.stand_ins import clean
from course_utils.grading.test_kernel import CellTimeoutError, TestKernel

Status = Literal["graded", "failed"]
#: Hears how far a submission is.
Told = Callable[[Literal["cell", "test"], str], None]

#: How much of a student's own error stands in a test's.
MESSAGE_SHOWN = 200
_MISSING = re.compile(r"name '(\w+)' is not defined.*", re.DOTALL)


@dataclass(frozen=True)
class Task:
    """What grading one submission depends on, and nothing else; it can be sent as JSON.

    submission: the notebook as intake poured it. master: the tests, hidden ones too.
    test_seconds: the longest that one test cell may take, calls of the answer included.
    skip: test cells not to run, each with the reason that stands in its place.
    """

    assignment: str
    student: str
    submission: str
    master: str
    release: str
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    sandbox: str | None = None
    test_seconds: float = 180.0
    skip: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The task as JSON has it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Task:
        """The inverse of `to_json`."""
        return cls(**{**content, "limits": Limits(**content["limits"])})


@dataclass(frozen=True)
class Result:
    """What came of a task. scores: the auto-graded cells alone, as nbgrader counts them.

    notebook: the executed notebook, with the master's tests. incidents: dicts with kind, cell,
    message, and test, the graded cell under way ("" outside of one); each once, in the first test
    that met it. doubtful: the tests that met what may be no fault of the answer. spent: seconds by
    part.
    """

    assignment: str
    student: str
    status: Status
    scores: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)
    notebook: str = ""
    incidents: list[dict[str, str]] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    sandbox: str = ""
    seconds: float = 0.0
    spent: Mapping[str, float] = field(default_factory=dict)
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """The result as JSON has it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Result:
        """The inverse of `to_json`."""
        return cls(**content)


def grade_task(task: Task, sandbox: Sandbox, *, told: Told = lambda what, name: None) -> Result:
    """Execute a submission and return its scores.

    told: hears ("cell", its name) as each cell's turn comes, ("test", its name) before a trusted
    cell runs in this process, and ("test", "") after it.
    Raises ValueError if the submission doesn't have the release's graded and locked cells.
    """
    clock = _Clock()
    notebook = nbformat.reads(task.submission, as_version=4)
    run = _Run(task, notebook, told, clock)
    before = os.environ.get(SEED_VARIABLE)
    os.environ[SEED_VARIABLE] = str(task.seed)
    random.seed(task.seed)
    np.random.seed(task.seed % 2**32)
    kernel = TestKernel()
    try:
        with clock("starting"):
            session = _TimedSession(sandbox, task.limits, clock)
        with session:
            run.all_cells(session, kernel)
    finally:
        kernel.close()
        if before is None:
            del os.environ[SEED_VARIABLE]
        else:
            os.environ[SEED_VARIABLE] = before
    scores, most = points_of(notebook)
    return Result(
        assignment=task.assignment,
        student=task.student,
        status="graded",
        scores=scores,
        most=most,
        notebook=text_of(notebook),
        incidents=run.incidents,
        doubtful=run.doubtful,
        sandbox=session.sandbox_name,
        seconds=round(clock.since_start(), 3),
        spent=clock.spent,
    )


def text_of(notebook: NotebookNode) -> str:
    """A notebook as JSON that every file can hold: half characters become question marks."""
    return nbformat.writes(notebook).encode(errors="replace").decode()


def points_of(notebook: NotebookNode) -> tuple[dict[str, float], dict[str, float]]:
    """The points of an executed notebook's cells by grade_id, and the most there are.

    Cells that wait for a hand, such as changed written answers, are in the second dict alone.
    """
    scores, most = {}, {}
    for cell in notebook.cells:
        if is_grade(cell):
            score, largest = determine_grade(cell)
            most[cell.metadata.nbgrader.grade_id] = float(largest)
            if score is not None:
                scores[cell.metadata.nbgrader.grade_id] = float(score)
    return scores, most


def is_trusted(cell: NotebookNode) -> bool:
    """Whether a cell of the release or master is the course's own code, not the student's."""
    return cell.cell_type == "code" and is_locked(cell)


class _Run:
    """A notebook under way: which cells run where, and what happened meanwhile."""

    def __init__(self, task: Task, notebook: NotebookNode, told: Told, clock: _Clock):
        self._task, self._notebook, self._told, self._clock = task, notebook, told, clock
        self._masters = _by_id(nbformat.reads(task.master, as_version=4))
        self._releases = _by_id(nbformat.reads(task.release, as_version=4))
        self._check_cells()
        self._stubs: list[str] = []
        #: What stopped the cell that should have defined a name.
        self._broken: dict[str, str] = {}
        self._stale = self._students_ran = False
        self.incidents: list[dict[str, str]] = []
        self.doubtful: list[str] = []

    def all_cells(self, session: Session, kernel: TestKernel) -> None:
        """Execute all code cells in place."""
        count = 0
        with feedback.observing_once() as forget:
            for number, cell in enumerate(self._notebook.cells):
                if cell.cell_type != "code":
                    continue
                count += 1
                name = _id(cell)
                self._told("cell", name or f"cell {number + 1}")
                if name and is_trusted(self._masters[name]):
                    cell.source = self._masters[name].source
                    cell.outputs = self._trusted(session, kernel, name, cell)
                else:
                    cell.outputs = self._students(session, cell, name or f"cell {number + 1}")
                    forget()
                cell.execution_count = count
                for output in cell.outputs:
                    if output.output_type == "execute_result":
                        output.execution_count = count

    def _students(self, session: Session, cell: NotebookNode, name: str) -> list[NotebookNode]:
        with self._clock("student's cells"), self._noting(session):
            outputs = session.run_cell(cell.source, name)
        if name in self._releases:
            stub = self._releases[name].source
            self._stubs.append(stub)
            stopped = [o for o in outputs if o.output_type == "error"]
            self._broken |= {
                one: clean(f"{o.ename}: {o.evalue}", MESSAGE_SHOWN)
                for o in stopped
                for one in defined_names(stub)
            }
        self._stale = self._students_ran = True
        return outputs

    def _trusted(
        self, session: Session, kernel: TestKernel, name: str, cell: NotebookNode
    ) -> list[NotebookNode]:
        graded = is_grade(cell)
        if name in self._task.skip:
            return [_error("Stopped", self._task.skip[name])]
        outputs = []
        if not graded:
            with self._clock("student's cells"), self._noting(session):
                outputs = session.run_cell(self._releases[name].source, name)
            self._note_failure(name, outputs)
        self._bind(session, kernel)
        left = self._task.limits.total_seconds - self._clock.since_start()
        if left <= 0:
            return [_error("Stopped", "the time for the whole notebook was used up before this.")]
        self._told("test", name)
        with self._clock("tests"), self._noting(session, name if graded else ""):
            found = kernel.run(cell.source, min(left, self._task.test_seconds))
            if not any(output.output_type == "error" for output in found):
                # What could not cross was not needed.
                session.recent = [one for one in session.recent if one.kind != "cannot cross"]
        self._told("test", "")
        for output in found:
            self._explain_missing_name(output)
            if output.get("ename") == CellTimeoutError.__name__:
                self._note("time limit", name, f"{name}: {output.evalue}", name)
        return found if graded else outputs or found

    def _explain_missing_name(self, output: NotebookNode) -> None:
        """Where a test misses a name that its cell didn't come to define, say what stopped that."""
        missing = _MISSING.fullmatch(output.get("evalue", ""))
        if output.get("ename") != "NameError" or not missing or missing[1] not in self._broken:
            return
        why = f" (its cell was stopped by {self._broken[missing[1]]})"
        output.evalue += why
        output.traceback = [*output.traceback, why.strip(" ()")]

    def _bind(self, session: Session, kernel: TestKernel) -> None:
        """Let tests see what the student's cells define by now: an extra cell may do so again."""
        if self._stale:
            with self._clock("binding"), self._noting(session):
                for stub in self._stubs:
                    session.bind(stub, kernel.namespace)
        self._stale = False

    def _note_failure(self, name: str, outputs: list[NotebookNode]) -> None:
        """A set-up that fails beside the student's code is worth a look: it can't by itself.

        Raises RuntimeError if no line of the student's has run before: then it is no fault of his.
        """
        for output in outputs:
            if output.output_type == "error":
                message = f"The cell {name} of the assignment failed: {output.ename}."
                if not self._students_ran:
                    raise RuntimeError(f"{message} {output.evalue}")
                self._note("set-up", name, message)

    def _note(self, kind: str, cell: str, message: str, test: str = "") -> None:
        incident = {"kind": kind, "cell": cell, "message": message}
        if not any(incident.items() <= known.items() for known in self.incidents):
            self.incidents.append(incident | {"test": test})
        if test and kind in MAYBE_RIGHT and test not in self.doubtful:
            self.doubtful.append(test)

    @contextmanager
    def _noting(self, session: Session, test: str = "") -> Iterator[None]:
        """Take over what the session reports meanwhile."""
        session.recent.clear()
        yield
        for incident in session.recent:
            self._note(incident.kind, incident.cell, incident.message, test)

    def _check_cells(self) -> None:
        """What is graded and locked has to be the release's, in its order and text."""
        ids = [_id(cell) for cell in self._notebook.cells if _id(cell)]
        if ids != list(self._releases) or not set(ids) <= set(self._masters):
            raise ValueError("the submission doesn't have the released cells in their order.")
        for cell in self._notebook.cells:
            released = self._releases.get(_id(cell))
            if released is None:
                continue
            same = cell.metadata.nbgrader == released.metadata.nbgrader
            if not same or (is_locked(released) and cell.source != released.source):
                raise ValueError(f"the cell {_id(cell)} isn't the released one.")


class _TimedSession(Session):
    """A session that takes the time of the answers' calls."""

    def __init__(self, sandbox: Sandbox, limits: Limits, clock: _Clock):
        super().__init__(sandbox, limits)
        self._clock = clock

    def call(self, *what: Any, **named: Any) -> Any:
        """Call a function of the worker, as a stand-in does."""
        with self._clock("answers' calls, within tests"):
            return super().call(*what, **named)


class _Clock:
    """Seconds since the start, and by part."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.spent: dict[str, float] = {}

    def since_start(self) -> float:
        return time.monotonic() - self._start

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        finally:
            taken = time.monotonic() - start
            self.spent[part] = round(self.spent.get(part, 0.0) + taken, 4)


def _id(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _by_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Cells that nbgrader knows, in their order. Both sides of solutions are among them."""
    return {_id(cell): cell for cell in notebook.cells if _id(cell)}


def _error(kind: str, message: str) -> NotebookNode:
    return v4.new_output("error", ename=kind, evalue=message, traceback=[message])
