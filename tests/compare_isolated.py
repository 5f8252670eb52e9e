"""Runs submissions of an assignment twice, in one process and through the boundary: prints JSON.

    python tests/compare_isolated.py 01_preprocessing right_0 wrong_0

For each student of the contract's plan: {"student": {"plain": {cell: text}, "isolated": {…},
"incidents": […]}}, where the text is the failure's, or null. Each run is a fork of a process that
has imported what it needs and has run no operation.
"""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import os
import sys
from collections.abc import Callable
from typing import Any

import contract
import nbformat
from forked_workers import ForkedSandbox

from course_utils.backend import load_keras
from course_utils.grading import course
from course_utils.grading.answers import is_solution, with_answers
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.session import Session


def main() -> None:
    """Compare what the command line names."""
    assignment, *students = sys.argv[1:]
    load_keras()
    master = course.notebook(contract.ROOT, "source", assignment)
    stubs = course.notebook(contract.ROOT, "release", assignment)
    plan = contract.plan(assignment)
    found = {}
    for student in students:
        notebook = with_answers(master, plan[student])
        found[student] = {"plain": in_fork(lambda n=notebook: plain(n))}
        found[student] |= in_fork(lambda n=notebook: isolated(n, stubs))
    print(json.dumps(found))


def plain(notebook: nbformat.NotebookNode) -> dict[str, str | None]:
    """What the graded cells raise where all cells share a namespace."""
    names: dict[str, Any] = {"__name__": "__main__"}
    return {
        name: failure
        for cell, name, is_graded in cells(notebook)
        for failure in [run(cell.source, names, name)]
        if is_graded
    }


def isolated(notebook: nbformat.NotebookNode, stubs: nbformat.NotebookNode) -> dict[str, Any]:
    """What they raise where the student's cells run in a worker, and the incidents."""
    names: dict[str, Any] = {"__name__": "__main__"}
    stub = {
        cell.metadata.nbgrader.grade_id: cell.source for cell in stubs.cells if is_solution(cell)
    }
    found = {}
    with Session(ForkedSandbox(), Limits()) as session:
        for cell, name, is_graded in cells(notebook):
            if not is_graded:
                session.run_cell(cell.source, name)
            if name in stub:
                session.bind(stub[name], names)
                continue
            failure = run(cell.source, names, name)
            if is_graded:
                found[name] = failure
    return {"isolated": found, "incidents": [incident.message for incident in session.incidents]}


def cells(notebook: nbformat.NotebookNode) -> list[tuple[nbformat.NotebookNode, str, bool]]:
    """The code cells with their names, and whether they are graded."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            grader = cell.metadata.get("nbgrader", {})
            found.append((cell, grader.get("grade_id", ""), bool(grader.get("grade"))))
    return found


def run(source: str, names: dict[str, Any], name: str) -> str | None:
    """Run a cell; return what it raised."""
    file = f"<cell {name}>"
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        try:
            exec(compile(source, file, "exec"), names)
        except Exception as error:
            return str(error)
    return None


def in_fork(work: Callable[[], Any]) -> Any:
    """What the function returns in a fork of this process."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            with os.fdopen(writing, "w") as told:
                json.dump(work(), told)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(pid, 0)
    return json.loads(text)


if __name__ == "__main__":
    main()
