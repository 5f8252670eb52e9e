"""A course of one exercise and one written answer, graded by plain nbgrader: quick to make.

Its assignment has the id of a real unit, so that its misconceptions are known. `graded_course`
makes it once a process; tests that change it work on a `copy_of` it.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path

import contract
import nbformat
from nbformat import v4
from nbgrader.api import Gradebook

from course_utils.folders import CONFIG
from course_utils.grading import course

ASSIGNMENT = "03_batchnorm_forward"
EXERCISE = "variance_for_std"
#: A line of the hidden tests, and a number in it.
SECRET_LINE = "asked = lambda secret_variable: variance_for_std(secret_variable, 0.0625)"
SECRET_NUMBER = "0.4242"
TEST = f'''# Numbers and arrays (1 point).
with checks.exercise(variance_for_std, unit="{ASSIGNMENT}"):
    checks.close(variance_for_std(0.5, 0.003), 0.001, "variance_for_std(0.5, 0.003)", atol=1e-9)
'''
HIDDEN = f"""    ### BEGIN HIDDEN TESTS
    {SECRET_LINE}
    checks.close(asked({SECRET_NUMBER}), 0.013714, "a number of the hidden test", atol=1e-4)
    ### END HIDDEN TESTS
"""
REFUSES = f'''# What can't be had is refused (2 points).
with checks.exercise(variance_for_std, unit="{ASSIGNMENT}"):
    checks.raises(ValueError, lambda: variance_for_std(1.0, 1e-3), "variance_for_std(1.0)")
'''
ANSWERS = {
    "right": """def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return epsilon * std**2 / (1 - std**2)
""",
    "squares": """def variance_for_std(std, epsilon=1e-3):
    std = np.asarray(std, dtype=float)
    if np.any(std < 0) or np.any(std >= 1):
        raise ValueError("std must lie in [0, 1)")
    return std**2
""",
    "talks": f"""def variance_for_std(std, epsilon=1e-3):
    ### BEGIN HIDDEN TESTS
    print("asked for", std)
    if std == {SECRET_NUMBER}:
        raise RuntimeError("I give up")
    return 0.001
""",
    "quits": f"""class Quit(BaseException):
    pass


def variance_for_std(std, epsilon=1e-3):
    if std == {SECRET_NUMBER}:
        import linecache
        import sys

        frame = sys._getframe(1)
        lines = linecache.getlines(frame.f_code.co_filename)
        print("".join(lines))
        raise Quit("".join(lines))
    return 0.001
""",
    "writes": "def variance_for_std(std, epsilon=1e-3):\n    raise NotImplementedError()\n",
}
WRITTEN = "Because $\\hat x = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}}$, I think."


#: Goes when the process ends.
_FOLDER = tempfile.TemporaryDirectory(prefix="small-course-")


def _cell(make, source: str, name: str, **grader) -> nbformat.NotebookNode:
    flags = {"grade": False, "solution": False, "locked": True, "task": False, **grader}
    return make(source, metadata={"nbgrader": {"grade_id": name, "schema_version": 3, **flags}})


def _master() -> nbformat.NotebookNode:
    solution = f"### BEGIN SOLUTION\n{ANSWERS['right']}### END SOLUTION"
    test = {"grade": True, "points": 1}
    cells = [
        _cell(v4.new_markdown_cell, "# A unit\n\nIt is about $x^2$.", "title"),
        _cell(v4.new_code_cell, "import numpy as np\nfrom course_utils import checks", "setup"),
        _cell(v4.new_code_cell, solution, EXERCISE, solution=True, locked=False),
        _cell(v4.new_code_cell, TEST + HIDDEN, f"{EXERCISE}__values", **test),
        _cell(v4.new_code_cell, REFUSES, f"{EXERCISE}__limits", **{**test, "points": 2}),
        _cell(v4.new_markdown_cell, "Why.", "explain_it", **test, solution=True, locked=False),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


@functools.cache
def graded_course() -> Path:
    """Return a course folder in which all ANSWERS are graded; "right" wrote an answer too.

    "never" handed in and was never graded, "absent" handed in nothing.
    """
    root = Path(_FOLDER.name)
    shutil.copy(contract.ROOT / CONFIG, root)
    source = root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(_master(), source)
    api = course.nbgrader_api(root, root / "gradebook.db")
    course.succeed(api.generate_assignment(ASSIGNMENT, force=True), "Generating")
    for student, answer in ANSWERS.items():
        contract.submit(root, ASSIGNMENT, student, {EXERCISE: answer})
        _write_answer(root, student)
        course.succeed(api.autograde(ASSIGNMENT, student, force=True, create=True), "Grading")
    contract.submit(root, ASSIGNMENT, "never", {})
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("absent", first_name="=1+1", last_name="Nobody")
    return root


def _write_answer(root: Path, student: str) -> None:
    path = root / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    if student in ("right", "squares"):
        notebook.cells[-1].source = WRITTEN
    nbformat.write(notebook, path)


def copy_of(root: Path, folder: Path) -> Path:
    """Return a copy of a course that a test may change."""
    copy = folder / "course"
    shutil.copytree(root, copy)
    for path in copy.rglob("*.ipynb"):
        path.chmod(0o644)
    return copy


def autograded(root: Path, student: str) -> Path:
    """The path of a student's autograded notebook."""
    return root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
