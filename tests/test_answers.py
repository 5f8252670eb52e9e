"""The grading contract, run through the real nbgrader over the corpus in tests/answers/.

Master: all points, no failed cell. Release as generated: nothing. Every right answer: all points.
Every wrong answer: exactly its stated points, and a message that says what it looks like. A
framework's work where NumPy is asked for: nothing. The same over ten seeds (`make test-thorough`).
"""

from functools import cache

import contract
import pytest
from forked_kernels import forked_kernels

from course_utils import feedback
from course_utils.grading import course
from course_utils.grading.answers import read_answers

ASSIGNMENTS = course.assignments(contract.ROOT)
POINTS_A_UNIT = 25


def in_group(assignment: str, *values):
    """One process per assignment: its submissions are graded once and looked at many times."""
    marks = pytest.mark.xdist_group(assignment)
    name = "-".join([assignment, *(f"{v.exercise}-{v.name}" for v in values if hasattr(v, "code"))])
    return pytest.param(assignment, *values, marks=marks, id=name)


EACH = [in_group(assignment) for assignment in ASSIGNMENTS]
RIGHT, WRONG, FRAMEWORK = (
    [
        in_group(assignment, answer, student)
        for assignment in ASSIGNMENTS
        for answer, student in contract.places(assignment, kind)
    ]
    for kind in ("right", "wrong", "framework")
)


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """Grade all submissions of an assignment once, each with another seed."""

    @cache
    def of(assignment: str, shift: int = 0) -> dict[str, contract.Graded]:
        folder = tmp_path_factory.mktemp(assignment)
        contract.make_course(folder, assignment)
        submissions = contract.plan(assignment)
        for student, codes in submissions.items():
            contract.submit(folder, assignment, student, codes)
        seeds = {student: number + shift for number, student in enumerate(submissions)}
        with forked_kernels():
            return contract.grade(folder, assignment, seeds)

    return of


@pytest.mark.parametrize("assignment", EACH)
def test_master_earns_everything(graded, assignment):
    """Does the master get all auto-graded points, with no failed cell?"""
    master = graded(assignment)["master"]
    assert not master.errors
    assert dict(master.points) == dict(master.most)


@pytest.mark.parametrize("assignment", EACH)
def test_a_unit_is_worth_its_points(assignment):
    """Do the points of a unit's graded cells add up to 25?"""
    master = course.notebook(contract.ROOT, "source", assignment)
    graders = [cell.metadata.get("nbgrader", {}) for cell in master.cells]
    assert sum(g["points"] for g in graders if g.get("grade")) == POINTS_A_UNIT


@pytest.mark.parametrize("assignment", EACH)
def test_untouched_release_earns_nothing(graded, assignment):
    """Does the release as generated earn no auto-graded point, in any cell?"""
    untouched = graded(assignment)["untouched"]
    assert untouched.points and not any(untouched.points.values())


@pytest.mark.parametrize("assignment", EACH)
def test_corpus_is_large_enough(assignment):
    """Has every exercise at least five wrong and two right answers?"""
    corpus = read_answers(contract.ROOT, assignment)
    assert set(corpus) == set(contract.solutions(assignment))
    few = {
        exercise: {kind: len(answers) for kind, answers in kinds.items()}
        for exercise, kinds in corpus.items()
        if len(kinds["wrong"]) < 5 or len(kinds["right"]) < 2
    }
    assert not few


@pytest.mark.parametrize(("assignment", "answer", "student"), RIGHT)
def test_right_answer_earns_everything(graded, assignment, answer, student):
    """Does every correct answer, however it is written, get full marks?"""
    result = graded(assignment)[student]
    assert result.earned(answer.exercise) == result.possible(answer.exercise), result.messages(
        answer.exercise
    )


@pytest.mark.parametrize(("assignment", "answer", "student"), WRONG)
def test_wrong_answer_loses_what_it_should(graded, assignment, answer, student):
    """Does a wrong answer earn exactly its stated points, and less than all?"""
    result = graded(assignment)[student]
    assert answer.points < result.possible(answer.exercise)
    assert result.earned(answer.exercise) == answer.points, result.messages(answer.exercise)


@pytest.mark.parametrize(("assignment", "answer", "student"), WRONG)
def test_wrong_answer_is_told_what_it_looks_like(graded, assignment, answer, student):
    """Does a failed test say which misconception the answer looks like?"""
    if answer.exercise in feedback.probes(assignment):
        assert answer.message in graded(assignment)[student].messages(answer.exercise)
    else:
        # Without a probe (a quiz), each test's own message has to teach.
        assert "expected" in graded(assignment)[student].messages(answer.exercise)


@pytest.mark.parametrize(("assignment", "answer", "student"), FRAMEWORK)
def test_framework_calls_earn_nothing_where_numpy_is_asked_for(graded, assignment, answer, student):
    """Does an answer that leaves the work to a framework earn nothing, and is it told why?"""
    result = graded(assignment)[student]
    assert result.earned(answer.exercise) == 0
    assert "is to be written in NumPy" in result.messages(answer.exercise)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(1, 11))
@pytest.mark.parametrize("assignment", EACH)
def test_no_point_depends_on_the_seed(graded, assignment, seed):
    """Do all submissions get the same points at ten other seeds?"""
    # 1000 apart: no submission meets a seed it was graded with before.
    again = graded(assignment, 1000 * seed)
    first = graded(assignment)
    assert {s: dict(g.points) for s, g in again.items()} == {
        s: dict(g.points) for s, g in first.items()
    }
