"""Grades the corpus of answers through the real nbgrader, several answers a submission.

Exercises of an assignment are independent, so one submission carries one answer per exercise: an
assignment takes as many gradings as its exercise with the most answers. `plan` says which
submissions there are, `grade` runs them in one process in a course folder of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat
from nbgrader.api import Gradebook

from course_utils.checks import SEED_VARIABLE
from course_utils.folders import CONFIG
from course_utils.grading import course
from course_utils.grading.answers import Answer, is_solution, read_answers, with_answers

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Graded:
    """What nbgrader made of one submission: points and error text by test cell."""

    points: Mapping[str, float]
    most: Mapping[str, float]
    needs_manual_grade: frozenset[str]
    errors: Mapping[str, str]

    def earned(self, exercise: str) -> float:
        """Points of all tests of one exercise."""
        return sum(p for cell, p in self.points.items() if belongs(cell, exercise))

    def possible(self, exercise: str) -> float:
        """Most points of all tests of one exercise."""
        return sum(p for cell, p in self.most.items() if belongs(cell, exercise))

    def messages(self, exercise: str) -> str:
        """Error texts of all failed tests of one exercise."""
        return "\n".join(text for cell, text in self.errors.items() if belongs(cell, exercise))


def belongs(cell: str, exercise: str) -> bool:
    """Whether a test cell's grade_id is one of this exercise's."""
    return cell.split("__")[0] == exercise


def solutions(assignment: str) -> dict[str, str]:
    """The master's own answers, by exercise."""
    master = course.notebook(ROOT, "source", assignment)
    return {c.metadata.nbgrader.grade_id: c.source for c in master.cells if is_solution(c)}


def carrier(kind: str, number: int) -> str:
    """The student who hands in the `number`-th answer of that kind of every exercise."""
    return f"{kind}_{number}"


def plan(assignment: str) -> dict[str, dict[str, str]]:
    """Return the submissions, {student: {exercise: code}}: master, untouched, right_0, wrong_0 …"""
    master = solutions(assignment)
    submissions: dict[str, dict[str, str]] = {"master": master, "untouched": {}}
    for exercise, kinds in read_answers(ROOT, assignment).items():
        for kind, answers in kinds.items():
            for number, answer in enumerate(answers):
                student = carrier(kind, number)
                submissions.setdefault(student, dict(master))[exercise] = answer.code
    return submissions


def places(assignment: str, kind: str) -> Iterable[tuple[Answer, str]]:
    """Every answer of a kind, with the student that carries it."""
    for kinds in read_answers(ROOT, assignment).values():
        for number, answer in enumerate(kinds[kind]):
            yield answer, carrier(kind, number)


def make_course(folder: Path, assignment: str) -> None:
    """Put a course with one assignment, its settings and its fresh release into a folder."""
    shutil.copy(ROOT / CONFIG, folder)
    shutil.copytree(ROOT / "source" / assignment, folder / "source" / assignment)
    api = course.nbgrader_api(folder, folder / "gradebook.db")
    course.succeed(api.generate_assignment(assignment, force=True), f"Generating {assignment}")


def submit(folder: Path, assignment: str, student: str, codes: Mapping[str, str]) -> None:
    """Hand in the released notebook with these codes in its solution cells."""
    released = course.notebook(folder, "release", assignment)
    path = folder / "submitted" / student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(with_answers(released, dict(codes)), path)


def grade(folder: Path, assignment: str, seeds: Mapping[str, int]) -> dict[str, Graded]:
    """Autograde the students named in `seeds`, each with the seed given there."""
    database = folder / "gradebook.db"
    api = course.nbgrader_api(folder, database)
    for student, seed in seeds.items():
        with mock.patch.dict(os.environ, {SEED_VARIABLE: str(seed)}):
            result = api.autograde(assignment, student, force=True, create=True)
        course.succeed(result, f"Grading {student}")
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return {student: graded_of(folder, gradebook, assignment, student) for student in seeds}


def graded_of(folder: Path, gradebook: Gradebook, assignment: str, student: str) -> Graded:
    """What a gradebook and autograded/ hold of one submission."""
    grades = gradebook.find_submission_notebook(assignment, assignment, student).grades
    # Written answers are graded by hand, and an unchanged one gets its 0 by itself.
    auto = [g for g in grades if g.cell.cell_type == "code"]
    cells = course.notebook(folder, "autograded", assignment, student).cells
    errors = {
        cell.metadata.nbgrader.grade_id: "\n".join(output["traceback"])
        for cell in cells
        if cell.cell_type == "code" and "nbgrader" in cell.metadata
        for output in cell.outputs
        if output.output_type == "error"
    }
    return Graded(
        points={g.name: g.auto_score or 0.0 for g in auto},
        most={g.name: g.max_score for g in auto},
        needs_manual_grade=frozenset(g.name for g in grades if g.needs_manual_grade),
        errors=errors,
    )
