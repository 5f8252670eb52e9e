"""`bncourse check`: does a student learn what will happen when the notebook is graded?"""

import copy
import json
import shutil

import contract
import pytest
from handed_in import UNIT, cell_of, notebook, own, place, release

from course_utils import cli
from course_utils.folders import find_assignment
from course_utils.grading import check, course
from course_utils.grading.answers import is_solution, with_answers
from course_utils.grading.intake import pour, read_notebook
from course_utils.grading.matching import Answers, Extra, find_answers
from course_utils.grading.notebook_text import Cell
from course_utils.grading.solved_release import as_released
from course_utils.grading.survival import warnings_for, without_strings


@pytest.fixture
def in_the_course(monkeypatch):
    """Run in the course's folder."""
    monkeypatch.chdir(contract.ROOT)
    return contract.ROOT


def written(folder, nb, name=f"{UNIT}.ipynb"):
    """Write a notebook; return its path."""
    path = folder / name
    path.write_text(json.dumps(nb), encoding="utf-8")
    return path


def test_a_right_notebook_passes(tmp_path, in_the_course, capsys):
    """Is the exit code 0 if all visible tests pass, with the sandbox named?"""
    assert cli.main(["check", UNIT, str(written(tmp_path, notebook()))]) == 0
    said = capsys.readouterr().out
    assert "23 of 23 points" in said
    assert "FAILED" not in said
    assert "graded by hand: explain_scale" in said
    assert "Before you hand in" not in said
    assert any(f"({name}," in said for name in ("bubblewrap", "podman", "docker", "no sandbox"))


def test_a_wrong_notebook_fails_and_is_warned_of(tmp_path, in_the_course, capsys):
    """Is the exit code 1 after a failed test, and is each thing named that will not survive?"""
    nb = notebook()
    cell_of(nb, "prepare")["source"] = "def prepare(images):\n    return images"
    cell_of(nb, "check_scale")["source"] = cell_of(release(), "check_scale")["source"]
    cell_of(nb, "prepare__values")["source"] = "pass"
    nb["cells"].append(own("name = input('name?')"))
    path = written(tmp_path, nb, "draft.ipynb")
    assert cli.main(["check", UNIT, str(path), "--sandbox", "none"]) == 1
    said = capsys.readouterr().out
    assert "should be 01_preprocessing.ipynb" in said
    assert "prepare__values: Changed test cell, ignored" in said
    assert "nobody types" in said
    assert "no sandbox" in said
    assert "FAILED  0 of 1  prepare__values" in said
    assert "check_scale is not written yet." in said
    assert "passed  2 of 2  split_indices__partition" in said
    assert path.read_text(encoding="utf-8") == json.dumps(nb)


@pytest.mark.parametrize("content", [None, "no notebook", "{}", '{"cells": []}'])
def test_an_unusable_file_is_told_from_a_wrong_one(content, tmp_path, in_the_course, capsys):
    """Is the exit code 2 for a file that is missing or no notebook, with the reason?"""
    path = tmp_path / f"{UNIT}.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert cli.main(["check", UNIT, str(path)]) == 2
    said = capsys.readouterr().out
    assert "can't be graded" in said
    assert len(said.splitlines()) == 3


def test_an_unknown_assignment_names_those_there_are(tmp_path, in_the_course, capsys):
    """Does a misspelt assignment end with 1 and the names there are?"""
    assert cli.main(["check", "preprocessing", str(written(tmp_path, notebook()))]) == 1
    assert UNIT in capsys.readouterr().err


def test_an_assignment_is_found_by_what_a_shell_completes(in_the_course):
    """Is the slash that a shell adds to a folder's name taken off, and a misspelt name told?"""
    assert find_assignment(in_the_course, f"{UNIT}/") == UNIT
    with pytest.raises(FileNotFoundError, match=f"Is {UNIT} meant"):
        find_assignment(in_the_course, UNIT.replace("ss", "s"))


def test_a_run_that_failed_is_not_the_notebooks_fault(tmp_path, in_the_course, monkeypatch):
    """If the runner itself fails, is that an error instead of failed tests?"""
    from course_utils.grading.task import Result

    class Failing:
        note = ""

        def __init__(self, setting):
            pass

        def results(self, tasks, told):
            yield Result(UNIT, "", "failed", error="no space left")

        def close(self):
            pass

    monkeypatch.setattr(check, "LocalGraders", Failing)
    with pytest.raises(RuntimeError, match="no space left"):
        check.check_notebook(in_the_course, UNIT, written(tmp_path, notebook()))


def test_the_notebook_is_read_as_grading_reads_it(tmp_path):
    """Does `check` take in what `grade` takes in?"""
    from handed_in import read

    nb = notebook()
    nb["cells"].insert(3, own("x = 1"))
    mine = place(tmp_path, nb)
    intake = read_notebook(mine / f"{UNIT}.ipynb", release(), UNIT)
    assert intake.digest == read(mine).digest


# A student who solves the assignment in release/


@pytest.fixture
def students_course(tmp_path, monkeypatch):
    """A course's folder as a student has it, and the path of the notebook in release/."""
    shutil.copy(contract.ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "release" / UNIT / f"{UNIT}.ipynb"
    path.parent.mkdir(parents=True)
    return path


def test_a_notebook_solved_in_release_is_checked(students_course, capsys):
    """Does `check` work on release/'s own copy, with copied cells, a changed test and own cells?"""
    nb = notebook()
    twice = copy.deepcopy(cell_of(nb, "prepare")) | {"source": "def prepare(images):\n    retur"}
    nb["cells"].insert(3, twice)
    nb["cells"].insert(3, own("import numpy as np"))
    cell_of(nb, "check_scale__factor")["source"] = "pass"
    cell_of(nb, "quiz")["cell_type"] = "raw"
    students_course.write_text(json.dumps(nb), encoding="utf-8")
    assert cli.main(["check", UNIT, str(students_course)]) == 0
    said = capsys.readouterr().out
    assert "23 of 23 points" in said
    assert "check_scale__factor: was changed in release/" in said
    assert "prepare: This cell stood 2 times" in said


def test_a_broken_notebook_in_release_is_unusable(students_course, capsys):
    """Is a copy in release/ that can't be read told, with the exit code 2?"""
    students_course.write_text("no notebook", encoding="utf-8")
    assert cli.main(["check", UNIT, str(students_course)]) == 2
    assert "get it anew" in capsys.readouterr().out


@pytest.mark.parametrize("unit", course.assignments(contract.ROOT))
def test_the_release_is_told_from_its_solved_copy(unit):
    """Is an untouched release left as it is, and does a solved one come back unanswered?"""
    released = course.notebook(contract.ROOT, "release", unit)
    assert as_released(released) == (released, [])
    solved = with_answers(released, contract.solutions(unit))
    restored, changed = as_released(solved)
    assert changed == []
    assert [cell.id for cell in restored.cells] == [cell.id for cell in released.cells]
    for mine, cell in zip(restored.cells, released.cells, strict=True):
        assert mine.metadata == cell.metadata
        assert mine.source == cell.source or is_solution(cell)
    found = find_answers([Cell(c.cell_type, c.source) for c in solved.cells], restored)
    assert found.texts | contract.solutions(unit) == found.texts


# What will not survive


def warned(source, folder):
    """The warnings for an extra cell with that code."""
    answers = Answers({}, (Extra(2, source),), (), 1, 0)
    return {w.message for w in warnings_for(pour(answers, release()), folder)}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("x = input('your name')", "nobody types"),
        ("import getpass\ngetpass.getpass()", "nobody types"),
        ("!pip install torch", "shell"),
        ("%pip install torch", "shell"),
        ("%%bash\nls", "shell"),
        ("import os\nos.system('ls')", "shell"),
        ("import subprocess\nsubprocess.run(['ls'])", "shell"),
        ("x = np.load('x.npy')", "opens a file"),
        ("with open('a.txt') as f: pass", "opens a file"),
        ("t = pd.read_csv('x.csv')", "opens a file"),
        ("%run helper.ipynb", "opens a file"),
        ("(x, y), t = keras.datasets.mnist.load_data()", "network"),
        ("import requests\nrequests.get(url)", "network"),
        ("import sys\nsys.exit()", "ends Python"),
        ("exit()", "ends Python"),
        ("p = '/home/ann/x.npy'", "folder of your machine"),
        ('p = r"C:\\Users\\ann"', "folder of your machine"),
    ],
)
def test_what_will_not_survive_is_seen(source, says, tmp_path):
    """Is each thing seen that works at a desk alone?"""
    assert any(says in message for message in warned(source, tmp_path))


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nx = np.loadings(1)",
        '"""Takes an input (n, 784), opens nothing: open(x)."""',
        "# input() would be wrong, and so would exit()",
        "inputs = layer.input(3).open(2)",
        "%matplotlib inline\n%%time",
        "text = 'requests.get'",
        "exits(3)",
        "x = keras.Input((784,))",
    ],
)
def test_honest_code_is_not_warned_of(source, tmp_path):
    """Is code left alone that only looks similar?"""
    assert warned(source, tmp_path) == set()


def test_modules_beside_the_notebook_are_seen(tmp_path):
    """Is an import warned of only if the module lies beside the notebook?"""
    source = "import helper\nfrom tools import f\nimport numpy"
    assert warned(source, tmp_path) == set()
    (tmp_path / "helper.py").touch()
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").touch()
    assert len(warned(source, tmp_path)) == 2


def test_the_courses_own_cells_are_not_warned_of(tmp_path):
    """Is a released notebook, with the master's answers, free of warnings?"""
    intake = read_notebook(written(tmp_path, notebook()), release(), UNIT)
    assert warnings_for(intake.notebook, tmp_path) == []


def test_strings_and_comments_are_blanked_in_place():
    """Do strings over several lines leave the rest of the code where it is?"""
    code = 'a = """x\ny"""; b = 1  # c\nd = "open("'
    assert without_strings(code) == "a =     \n    ; b = 1     \nd =        "
    assert without_strings("open('a") == "open('a"
