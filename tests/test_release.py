"""release/ is exactly what source/ generates; nothing leaks; the misconception data is fresh."""

import json
import re
import shutil
from itertools import combinations

import contract
import nbformat
import pytest

from course_utils import feedback
from course_utils.feedback import probing
from course_utils.grading import course, release
from course_utils.grading.answers import read_answers, run_answer

ROOT = contract.ROOT
ASSIGNMENTS = course.assignments(ROOT)


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A copy of the course with release/ generated anew, as `make release` does."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "source", folder / "source")
    release.generate(folder, ASSIGNMENTS)
    return folder


def tree(folder) -> dict[str, bytes]:
    """Every file below a folder, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def test_release_is_fresh(generated):
    """Is release/, the whole tree and every byte, what source/ generates now?"""
    assert tree(ROOT / "release") == tree(generated / "release")


def test_release_is_deterministic(generated):
    """Does generating a second time give the same bytes?"""
    before = tree(generated / "release")
    release.generate(generated, ASSIGNMENTS)
    assert tree(generated / "release") == before


def test_making_a_release_leaves_no_database(generated):
    """Does `make release` leave no gradebook or log behind?"""
    assert not [name for name in tree(generated) if "gradebook" in name or name.endswith(".log")]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_release_leaks_nothing(assignment):
    """Is no line of a solution, hidden test or mark scheme left in the release?"""
    source = (ROOT / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    released = (ROOT / "release" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" in source
    assert "BEGIN HIDDEN TESTS" in source
    assert "BEGIN MARK SCHEME" in source
    for word in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TEST", "MARK SCHEME"):
        assert word not in released
    kept = {line.strip() for cell in json.loads(released)["cells"] for line in cell["source"]}
    secret = {
        line.strip()
        for cell in nbformat.reads(source, 4).cells
        for region in REGIONS.findall(cell.source)
        for line in region.splitlines()
    }
    # A line such as `return result` or `)` gives nothing away.
    assert not {line for line in secret & kept if len(line) > 25}


REGIONS = re.compile(
    r"BEGIN (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)(.*?)END (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)",
    re.S,
)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_test_cell_shows_students_something(assignment):
    """Is no graded cell of the release empty, and does every test say its exercise by its id?"""
    exercises = set(contract.solutions(assignment))
    for cell in course.notebook(ROOT, "release", assignment).cells:
        grader = cell.metadata.get("nbgrader", {})
        if grader.get("grade"):
            assert cell.source.strip()
        if grader.get("grade") and not grader.get("solution"):
            assert grader["grade_id"].split("__")[0] in exercises
            # A cell that ends in an expression would be partial credit by accident.
            assert not re.match(r"[\d.]+\s*$", cell.source.splitlines()[-1])


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_masters_have_no_outputs(assignment):
    """Are the masters committed without outputs, so that nothing of a run reaches students?"""
    for cell in course.notebook(ROOT, "source", assignment).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_misconception_data_is_fresh(assignment):
    """Is the stored data what the wrong answers return now, floats within tolerance?"""
    stored = json.loads(
        (ROOT / "course_utils" / "feedback" / f"{assignment}.json").read_text("utf-8")
    )
    fresh = release.feedback_of(ROOT, assignment)
    assert {e: {n: a["message"] for n, a in answers.items()} for e, answers in stored.items()} == {
        e: {n: a["message"] for n, a in answers.items()} for e, answers in fresh.items()
    }
    for exercise, answers in fresh.items():
        for name, answer in answers.items():
            known = stored[exercise][name]["observed"]
            assert probing.same(known, answer["observed"]), f"{exercise}/{name}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_probes_tell_answers_apart(assignment):
    """Does no right answer look like a wrong one, and no two wrong ones alike?"""
    master = course.notebook(ROOT, "source", assignment)
    for exercise, probe in feedback.probes(assignment).items():
        known = feedback.misconceptions(assignment)[exercise]
        for one, other in combinations(known, 2):
            assert not probing.same(one.observed, other.observed), f"{one.name} = {other.name}"
        for answer in read_answers(ROOT, assignment)[exercise]["right"]:
            seen = probing.observe(probe, run_answer(answer, master))
            like = [wrong.name for wrong in known if probing.same(seen, wrong.observed)]
            assert not like, f"{exercise}: right answer {answer.name} looks like {like}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_answer_of_the_corpus_is_in_the_package(assignment):
    """Does the misconception data hold numbers and messages, and no code?"""
    text = (ROOT / "course_utils" / "feedback" / f"{assignment}.json").read_text("utf-8")
    assert not re.search(r"\bdef |\breturn |\bimport |lambda", text)


def test_unknown_assignments_are_refused(tmp_path):
    """Does a misspelt assignment say so before anything is written?"""
    with pytest.raises(FileNotFoundError, match="99_nothing"):
        release.make_release(ROOT, ["99_nothing"])


@pytest.mark.parametrize("page", ["README.md", "notebooks/00_start_here.ipynb"])
def test_every_unit_is_on_the_map(page):
    """Do README and the first lecture link the lecture and the assignment of every unit?"""
    text = (ROOT / page).read_text(encoding="utf-8")
    for assignment in course.assignments(ROOT):
        assert f"{assignment}.ipynb)" in text
        assert f"release/{assignment}/{assignment}.ipynb)" in text
