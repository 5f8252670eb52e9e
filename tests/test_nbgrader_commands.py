"""nbgrader's own commands, typed as an instructor types them, on a copy of the course."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import contract
import nbformat
import pytest

from course_utils.grading import course
from course_utils.grading.answers import read_answers, with_answers

ASSIGNMENT = "01_preprocessing"
pytestmark = pytest.mark.xdist_group("nbgrader commands")


def nbgrader(folder, *arguments: str) -> subprocess.CompletedProcess:
    """Run one nbgrader command in the course's folder, as in an activated environment."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [shutil.which("nbgrader", path=path), *arguments],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course in which one student handed in one known wrong answer an exercise, by hand."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(contract.ROOT / "nbgrader_config.py", folder)
    shutil.copytree(contract.ROOT / "source", folder / "source")
    made = nbgrader(folder, "generate_assignment", ASSIGNMENT, "--force")
    assert made.returncode == 0, made.stderr
    wrong = {
        exercise: answers["wrong"][0].code
        for exercise, answers in read_answers(contract.ROOT, ASSIGNMENT).items()
    }
    handed_in = folder / "submitted" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    handed_in.parent.mkdir(parents=True)
    nbformat.write(with_answers(course.notebook(folder, "release", ASSIGNMENT), wrong), handed_in)
    for command in ("autograde", "generate_feedback"):
        done = nbgrader(folder, command, ASSIGNMENT)
        assert done.returncode == 0, done.stderr
    return folder


def test_generated_release_is_the_committed_one(graded):
    """Does `nbgrader generate_assignment … --force` write what is in release/, to the byte?"""
    name = f"release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    assert (graded / name).read_bytes() == (contract.ROOT / name).read_bytes()


def test_feedback_teaches(graded):
    """Does the student's page show each exercise's misconception, expected and got?"""
    page = (graded / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text("utf-8")
    for exercise, answers in read_answers(contract.ROOT, ASSIGNMENT).items():
        if exercise != "quiz":
            # Long enough to be this message, short enough to hold no character HTML escapes.
            words = answers["wrong"][0].message.split("'")[0].split('"')[0].split("<")[0][:40]
            assert words in page, exercise
    assert "expected:" in page


def test_feedback_hides_the_hidden_tests(graded):
    """Is no line of a hidden test on the student's page?"""
    page = (graded / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text("utf-8")
    assert "HIDDEN TESTS" not in page


def test_grades_are_exported(graded):
    """Does `nbgrader export` write the student's score, of 25 points?"""
    done = nbgrader(graded, "export")
    assert done.returncode == 0, done.stderr
    header, row = (graded / "grades.csv").read_text().strip().splitlines()
    grades = dict(zip(header.split(","), row.split(","), strict=True))
    assert (grades["student_id"], float(grades["max_score"])) == ("ada", 25.0)
    assert 0 < float(grades["score"]) < 20
