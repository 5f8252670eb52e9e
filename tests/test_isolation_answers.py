"""Answers of the corpus through the boundary: the same cells pass and fail as in one process.

The contract itself (tests/test_answers.py) grades through nbgrader; here a submission of right
answers and one of wrong ones show, for each assignment, that the boundary changes nothing.
`make test-thorough` compares all of them.
"""

import json
import subprocess
import sys
from pathlib import Path

import contract
import pytest

from course_utils.grading import course

ASSIGNMENTS = course.assignments(contract.ROOT)
SCRIPT = Path(__file__).with_name("compare_isolated.py")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="compares forks, which only Linux can make of such a process"
)


def compare(assignment, students):
    """What `compare_isolated` finds."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), assignment, *students],
        capture_output=True,
        text=True,
        check=False,
        timeout=3000,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def check_equal(found):
    """Do the same cells fail, with a misconception named alike?"""
    for student, runs in found.items():
        assert runs["plain"].keys() == runs["isolated"].keys()
        for cell, failure in runs["plain"].items():
            other = runs["isolated"][cell]
            assert (failure is None) == (other is None), (student, cell, failure, other)
            assert told(failure) == told(other), (student, cell)
        assert runs["incidents"] == [], student


def told(failure):
    """Of a failure the parts without numbers, which may be drawn without a seed."""
    lines = (failure or "").splitlines()
    return [line for line in lines if line.startswith("  this looks like:")]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_right_and_wrong_answers_fare_as_in_one_process(assignment):
    """Do right and wrong answers pass and fail the same cells, with the same misconceptions?"""
    found = compare(assignment, ["right_0", "wrong_0"])
    check_equal(found)
    assert not any(found["right_0"]["isolated"].values())
    assert any(found["wrong_0"]["isolated"].values())


@pytest.mark.thorough
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_all_answers_fare_as_in_one_process(assignment):
    """Do all answers of the corpus pass and fail the same cells?"""
    check_equal(compare(assignment, list(contract.plan(assignment))))
