"""Scratch courses for the tests of grading: one assignment, some submissions of the corpus.

`carriers` chooses submissions of `contract.plan`; `hand_in` puts one into submitted/. `plain`
grades a copy of the course with nbgrader alone, to compare with.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import contract
from forked_kernels import forked_kernels
from nbgrader.api import Gradebook

NUMPY, TENSORFLOW = "01_preprocessing", "05_keras_models"


def carriers(assignment: str, *names: str) -> dict[str, dict[str, str]]:
    """The submissions of the corpus with these names, all by default."""
    plan = contract.plan(assignment)
    return {name: plan[name] for name in names} if names else plan


def new_course(folder: Path, assignment: str, submissions: Mapping[str, Mapping[str, str]]) -> Path:
    """Make a course with an assignment and its submissions; no gradebook is there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    contract.make_course(folder, assignment)
    (folder / "gradebook.db").unlink()
    for student, codes in submissions.items():
        contract.submit(folder, assignment, student, codes)
    return folder


def hand_in(root: Path, assignment: str, student: str, content: str | bytes) -> Path:
    """Put a file where a student's notebook is expected; return its path."""
    path = root / "submitted" / student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def plain(root: Path, copy: Path, assignment: str, seed: int = 0) -> dict[str, contract.Graded]:
    """Grade a copy of the course with nbgrader alone, all students with the same seed."""
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("autograded", "grading", "*.db*"))
    contract.course.succeed(
        contract.course.nbgrader_api(copy, copy / "gradebook.db").generate_assignment(
            assignment, force=True
        ),
        f"Generating {assignment}",
    )
    students = sorted(path.name for path in (copy / "submitted").iterdir())
    with forked_kernels():
        return contract.grade(copy, assignment, dict.fromkeys(students, seed))


def in_gradebook(root: Path, assignment: str) -> dict[str, contract.Graded]:
    """What gradebook and autograded/ hold, by student; those without a notebook are left out."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            submission.student_id: contract.graded_of(
                root, gradebook, assignment, submission.student_id
            )
            for submission in gradebook.assignment_submissions(assignment)
            if (root / "autograded" / submission.student_id / assignment).is_dir()
        }
