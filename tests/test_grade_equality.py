"""Graded in isolation, does every submission of the corpus earn what plain nbgrader gives it?

And does it get the same notebook to the byte, whatever its process has graded before?
"""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import contract
import grading_course
import pytest

from course_utils.grading import class_grading, course
from course_utils.grading.class_grading import grade_class
from course_utils.grading.graders import LocalGraders

ASSIGNMENTS = course.assignments(contract.ROOT)
#: Some of each kind; `make test-thorough` takes all.
SOME = {
    grading_course.NUMPY: ("master", "untouched", "right_0", "right_2", "wrong_0", "wrong_4"),
    grading_course.TENSORFLOW: ("master", "untouched", "right_0", "wrong_0", "wrong_1"),
}

NUMBERS = re.compile(r"[-\s]*\d+(\.\d*)?(e[-+]\d+)?")


def compare(tmp_path, assignment: str, names: tuple[str, ...], seed: int) -> None:
    """Grade the same submissions both ways, and hold what came against each other."""
    submissions = grading_course.carriers(assignment, *names)
    root = grading_course.new_course(tmp_path / "course", assignment, submissions)
    summary = grade_class(root, assignment, seed=seed, progress=False)
    assert summary.graded == sorted(submissions) and not summary.failed and not summary.refused
    isolated = grading_course.in_gradebook(root, assignment)
    plain = grading_course.plain(root, tmp_path / "plain", assignment, seed)
    assert {s: dict(g.points) for s, g in isolated.items()} == {
        s: dict(g.points) for s, g in plain.items()
    }, summary
    assert {s: g.most for s, g in isolated.items()} == {s: g.most for s, g in plain.items()}
    assert {s: g.needs_manual_grade for s, g in isolated.items()} == {
        s: g.needs_manual_grade for s, g in plain.items()
    }, summary
    for student, graded in plain.items():
        assert set(isolated[student].errors) == set(graded.errors)


def graded_in_turn(
    folder: Path, monkeypatch, assignment: str, submissions: dict, tasks: int
) -> dict[str, str]:
    """The notebooks that come of submissions, graded in that order, so many in a process."""

    def graders(setting, jobs, scheduler):
        return LocalGraders(replace(setting, jobs=1, tasks=tasks))

    monkeypatch.setattr(class_grading, "_graders", graders)
    students = {f"s{number:03}": name for number, name in enumerate(submissions)}
    handed_in = {student: submissions[name] for student, name in students.items()}
    root = grading_course.new_course(folder, assignment, handed_in)
    summary = grade_class(root, assignment, seed=4, progress=False)
    assert summary.graded == sorted(students) and not summary.failed
    return {
        name: (root / "autograded" / student / assignment / f"{assignment}.ipynb").read_text()
        for student, name in students.items()
    }


def compare_processes(tmp_path, monkeypatch, assignment: str, names: tuple[str, ...]) -> None:
    """Grade with a process for each submission, then all in one, the last submission first.

    An answer that draws numbers without a seed gets others each time, in new processes too.
    """
    submissions = grading_course.carriers(assignment, *names)
    backwards = dict(reversed(submissions.items()))
    turn = partial(graded_in_turn, monkeypatch=monkeypatch, assignment=assignment)
    alone = turn(tmp_path / "alone", submissions=submissions, tasks=1)
    together = turn(tmp_path / "together", submissions=backwards, tasks=len(submissions))
    differ = {name: submissions[name] for name in alone if together[name] != alone[name]}
    if differ:
        again = turn(tmp_path / "again", submissions=differ, tasks=1)
        by_themselves = {name for name in differ if again[name] != alone[name]}
        assert set(differ) == by_themselves
        for name in differ:
            assert NUMBERS.sub("#", together[name]) == NUMBERS.sub("#", alone[name]), name


@pytest.mark.parametrize(
    "assignment",
    [pytest.param(name, marks=pytest.mark.xdist_group(f"grade {name}")) for name in SOME],
)
def test_isolated_scores_are_those_of_plain_nbgrader(tmp_path, assignment):
    """Does a NumPy unit's and a TensorFlow unit's sample earn the same both ways?"""
    compare(tmp_path, assignment, SOME[assignment], seed=3)


@pytest.mark.parametrize(
    "assignment",
    [pytest.param(name, marks=pytest.mark.xdist_group(f"grade {name}")) for name in SOME],
)
def test_what_a_process_has_graded_before_changes_nothing(tmp_path, monkeypatch, assignment):
    """Does a sample get the same notebooks, first in its process or last?"""
    compare_processes(tmp_path, monkeypatch, assignment, SOME[assignment])


@pytest.mark.thorough
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_a_process_has_graded_before_changes_nothing_for_any(
    tmp_path, monkeypatch, assignment
):
    """Do all answers of a unit, each with all others before or after it?"""
    compare_processes(tmp_path, monkeypatch, assignment, ())


@pytest.mark.thorough
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_whole_corpus_earns_the_same(tmp_path, assignment):
    """Do all right, wrong and framework answers of a unit earn the same both ways?"""
    compare(tmp_path, assignment, (), seed=5)
