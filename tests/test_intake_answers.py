"""What the intake makes of cells: are answers found whatever became of the notebook?"""

import copy

import contract
import nbformat
import pytest
from handed_in import (
    UNIT,
    WRITTEN,
    answers,
    cell_of,
    grade_id_of,
    kept_release,
    messages,
    notebook,
    order,
    own,
    place,
    place_of,
    poured,
    release,
    take_in,
)

from course_utils.grading import course
from course_utils.grading.answers import with_answers
from course_utils.grading.intake import digest, read_submission
from course_utils.grading.matching import LARGEST_CELL, MOST_EXTRAS

PREPARE = "def prepare(images):\n    return images\n"


@pytest.mark.parametrize("unit", course.assignments(contract.ROOT))
def test_the_corpus_passes_as_it_is(unit, tmp_path):
    """Does each submission of the corpus come out cell by cell, without a note?"""
    released = course.notebook(contract.ROOT, "release", unit)
    folder = tmp_path / "ann" / unit
    folder.mkdir(parents=True)
    for name, codes in contract.plan(unit).items():
        filled = with_answers(released, codes)
        nbformat.write(filled, folder / f"{unit}.ipynb")
        intake = read_submission(folder, released, unit, "ann")
        assert intake.notebook == filled, name
        assert intake.notes == (), name
        assert intake.digest == digest(filled)


def test_the_digest_is_of_what_is_graded(tmp_path):
    """Do outputs and metadata leave the digest alone, and does a changed answer change it?"""
    nb = notebook()
    before = take_in(tmp_path, nb)
    cell_of(nb, "prepare")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "!"}]
    cell_of(nb, "prepare")["metadata"]["collapsed"] = True
    nb["metadata"]["widgets"] = {"state": {}}
    assert take_in(tmp_path, nb).digest == before.digest
    cell_of(nb, "prepare")["source"] += "# once more"
    assert take_in(tmp_path, nb).digest != before.digest


def test_the_release_is_never_changed(tmp_path):
    """Is the released notebook that is passed in left alone?"""
    mine = release()
    read_submission(place(tmp_path, notebook()), mine, UNIT, "ann")
    assert mine == release()


# Marks that were lost


def strip_marks(nb, but_ids=False):
    """Take nbgrader's metadata (and the cells' ids) from all cells."""
    for cell in nb["cells"]:
        cell["metadata"] = {}
        if not but_ids:
            cell.pop("id", None)


@pytest.mark.parametrize("but_ids", [True, False])
def test_answers_are_found_without_marks(but_ids, tmp_path):
    """Are all answers found by their ids, and without those by the functions' names?"""
    nb = notebook()
    strip_marks(nb, but_ids)
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert kept_release(intake)
    # No test cell of the release comes back as an extra cell.
    assert order(intake) == [cell.id for cell in release().cells]
    assert messages(intake, "repaired", "prepare")


def test_an_answer_typed_into_a_new_cell_counts(tmp_path):
    """If the stub was left as it is, does the cell that defines the function count?"""
    nb = notebook()
    cell_of(nb, "prepare")["source"] = cell_of(release(), "prepare")["source"] + "\n"
    nb["cells"].append(own("FACTOR = 255"))
    nb["cells"].append(own(PREPARE))
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers() | {"prepare": PREPARE}
    assert "by its name" in messages(intake, "repaired", "prepare")
    # What stood above it in the notebook still runs before it.
    assert order(intake).index("FACTOR = 255") + 1 == order(intake).index("prepare")


def test_a_quiz_is_found_by_its_name(tmp_path):
    """Is a retyped cell recognised by the name that it assigns?"""
    nb = notebook()
    nb["cells"][place_of(nb, "quiz")] = own(answers()["quiz"])
    assert poured(take_in(tmp_path, nb)) == answers()


def test_a_definition_inside_another_answer_is_found(tmp_path):
    """Does an answer written below another one count for both?"""
    nb = notebook()
    both = cell_of(nb, "split_indices")["source"] + "\n\n" + PREPARE
    cell_of(nb, "split_indices")["source"] = both
    cell_of(nb, "prepare")["source"] = cell_of(release(), "prepare")["source"]
    assert poured(take_in(tmp_path, nb)) == answers() | {"prepare": both, "split_indices": both}


def test_swapped_answers_are_put_back(tmp_path):
    """If two answers stand in each other's cell, does each get into its own?"""
    nb = notebook()
    first, second = cell_of(nb, "prepare"), cell_of(nb, "split_indices")
    first["source"], second["source"] = second["source"], first["source"]
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert order(intake) == [cell.id for cell in release().cells]


def test_an_answer_typed_into_a_test_cell_is_found(tmp_path):
    """Does code above the test in a test cell count where the answer's own cell is the stub?"""
    nb = notebook()
    test = cell_of(nb, "prepare__values")
    test["source"] = PREPARE + test["source"]
    cell_of(nb, "prepare")["source"] = cell_of(release(), "prepare")["source"]
    intake = take_in(tmp_path, nb)
    assert poured(intake)["prepare"] == test["source"]
    assert kept_release(intake)
    assert "ignored" in messages(intake, "dropped", "prepare__values")


def test_a_written_cell_is_not_replaced_by_a_later_one(tmp_path):
    """Does a student's cell below an answer stay what it is, an extra cell that runs after it?"""
    nb = notebook()
    nb["cells"].insert(place_of(nb, "prepare") + 1, own(PREPARE))
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert order(intake).index(PREPARE) == order(intake).index("prepare") + 1


# Copies, halves, other types, other orders


def test_of_copies_the_answered_one_counts(tmp_path):
    """With the stub below the answer under one id, does the answer count, and is the stub gone?"""
    nb = notebook()
    stub = copy.deepcopy(cell_of(release(), "prepare"))
    nb["cells"].insert(place_of(nb, "prepare") + 1, stub)
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert stub["source"] not in order(intake)
    assert messages(intake, "repaired", "prepare")


def test_of_different_copies_the_last_counts(tmp_path):
    """With two answers under one id, does the last count while the first still runs before it?"""
    nb = notebook()
    first = copy.deepcopy(cell_of(nb, "prepare")) | {"source": PREPARE}
    nb["cells"].insert(place_of(nb, "prepare"), first)
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert order(intake).index(PREPARE) == order(intake).index("prepare") - 1
    assert "last one" in messages(intake, "repaired", "prepare")


@pytest.mark.parametrize("marked", [True, False])
def test_halves_of_a_function_are_joined(marked, tmp_path):
    """Is a cell that was split inside its function put together again?"""
    nb = notebook()
    cell = cell_of(nb, "check_scale")
    lines = cell["source"].splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if n > 8 and line.startswith("    "))
    tail = own("".join(lines[at:]))
    if marked:
        tail["metadata"] = cell["metadata"]
    cell["source"] = "".join(lines[:at]).rstrip("\n")
    nb["cells"].insert(place_of(nb, "check_scale") + 1, tail)
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert order(intake) == [cell.id for cell in release().cells]
    assert "joined" in messages(intake, "repaired", "check_scale")


def test_halves_of_a_quiz_are_joined(tmp_path):
    """Is an open bracket closed by the cell below?"""
    nb = notebook()
    at = place_of(nb, "quiz")
    nb["cells"][at]["source"] = 'quiz = {"validation": "a",'
    nb["cells"].insert(at + 1, own('"flips": "b", "statistics": "c"}'))
    assert poured(take_in(tmp_path, nb))["quiz"].endswith('"c"}')


def test_a_helper_keeps_its_cell(tmp_path):
    """If the helper stands in the answer's cell and the function in one of its own, do both run?"""
    nb = notebook()
    at = place_of(nb, "prepare")
    nb["cells"][at]["source"] = "def scaled(images):\n    return images / 255"
    nb["cells"].insert(at + 1, own("def prepare(images):\n    return scaled(images)"))
    intake = take_in(tmp_path, nb)
    assert "scaled(images)" in poured(intake)["prepare"]
    assert order(intake)[at : at + 2] == ["def scaled(images):\n    return images / 255", "prepare"]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_retyped_code_is_code_again(kind, tmp_path):
    """Does an answer's cell that was turned into text still hold the answer?"""
    nb = notebook()
    nb["cells"][place_of(nb, "prepare")] |= {"cell_type": kind}
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert kept_release(intake)
    assert "no longer a code cell" in messages(intake, "repaired", "prepare")


@pytest.mark.parametrize("kind", ["markdown", "code"])
def test_code_in_a_fence_is_code_again(kind, tmp_path):
    """Is Markdown's fence taken off an answer, in a text cell and in a code cell?"""
    nb = notebook()
    cell = cell_of(nb, "prepare")
    cell |= {"cell_type": kind, "source": f"```python\n{PREPARE}```"}
    intake = take_in(tmp_path, nb)
    assert poured(intake)["prepare"] == PREPARE.rstrip("\n")
    assert "fence" in messages(intake, "repaired", "prepare")


def test_retyped_text_is_text_again(tmp_path):
    """Does a written answer in a code cell still hold the answer, and is it not run?"""
    nb = notebook()
    nb["cells"][place_of(nb, "explain_scale")] |= {"cell_type": "code", "outputs": []}
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert kept_release(intake)


def test_reordered_cells_run_in_the_courses_order(tmp_path):
    """Does the release's order hold, and does an extra cell still run before what follows it?"""
    nb = notebook()
    nb["cells"].reverse()
    nb["cells"].insert(place_of(nb, "prepare"), own("HELPER = 1"))
    intake = take_in(tmp_path, nb)
    assert poured(intake) == answers()
    assert kept_release(intake)
    assert order(intake).index("HELPER = 1") < order(intake).index("prepare")
    assert "another order" in messages(intake, "repaired")


def test_deleted_cells_are_back(tmp_path):
    """Are deleted tests, helpers and answers back, with a note on each?"""
    nb = notebook()
    gone = {"prepare__values", "splitting", "check_scale"}
    nb["cells"] = [cell for cell in nb["cells"] if grade_id_of(cell) not in gone]
    intake = take_in(tmp_path, nb)
    stub = cell_of(release(), "check_scale")["source"]
    assert poured(intake) == answers() | {"check_scale": stub}
    assert kept_release(intake)
    for name in gone:
        assert "put back" in messages(intake, "repaired", name)


def test_changed_tests_are_ignored(tmp_path):
    """Is a changed test cell the release's again, and does a note say so?"""
    nb = notebook()
    cell_of(nb, "prepare__values")["source"] = "pass"
    cell_of(nb, "prepare__values")["metadata"]["nbgrader"]["points"] = 1000
    intake = take_in(tmp_path, nb)
    assert kept_release(intake)
    assert "Changed test cell, ignored" in messages(intake, "dropped", "prepare__values")
    assert "points" in messages(intake, "suspicious", "prepare__values")


# Extra cells, texts, metadata


def test_extra_cells_keep_their_places(tmp_path):
    """Do a student's own code cells stay where they are, and are empty ones left out?"""
    nb = notebook()
    for name in ("setup", "prepare__values", "quiz"):
        nb["cells"].insert(place_of(nb, name), own(f"above = '{name}'"))
        nb["cells"].insert(place_of(nb, name) + 1, own(f"%matplotlib inline\nbelow = '{name}'"))
    nb["cells"].append(own(" \n"))
    intake = take_in(tmp_path, nb)
    sources = [cell["source"] for cell in nb["cells"][:-1]]
    assert [cell.source for cell in intake.notebook.cells] == sources
    assert intake.notes == ()


def test_too_many_and_too_long_cells_are_left_out(tmp_path):
    """Are the limits on extra cells and on a cell's length kept, with notes?"""
    nb = notebook()
    nb["cells"] += [own(f"n = {n}") for n in range(MOST_EXTRAS + 5)]
    nb["cells"].append(own("#" * (LARGEST_CELL + 1)))
    cell_of(nb, "prepare")["source"] += "#" * LARGEST_CELL
    intake = take_in(tmp_path, nb)
    assert len(intake.notebook.cells) == len(release().cells) + MOST_EXTRAS
    assert poured(intake)["prepare"] == cell_of(release(), "prepare")["source"]
    assert "longer" in messages(intake, "refused", "prepare")
    assert "left out" in messages(intake, "dropped")
    assert "are kept" in messages(intake, "dropped")


@pytest.mark.parametrize("own_cell", ["left", "deleted", "answered"])
def test_text_below_a_question_is_an_answer(own_cell, tmp_path):
    """Is an answer written into a text cell of its own read, with what stands in its cell?"""
    nb = notebook()
    at = place_of(nb, "explain_scale")
    nb["cells"].insert(at + 1, own("More of it.", "markdown"))
    if own_cell == "left":
        nb["cells"][at]["source"] = "YOUR ANSWER HERE"
    elif own_cell == "deleted":
        del nb["cells"][at]
    intake = take_in(tmp_path, nb)
    wanted = f"{WRITTEN}\n\nMore of it." if own_cell == "answered" else "More of it."
    assert poured(intake)["explain_scale"] == wanted
    assert messages(intake, "repaired", "explain_scale")


def test_pictures_and_own_texts_are_left_out(tmp_path):
    """Do notes say that attachments and text cells elsewhere are not graded?"""
    nb = notebook()
    cell_of(nb, "explain_scale")["attachments"] = {"a.png": {"image/png": "AAAA"}}
    nb["cells"].insert(1, own("My notes", "markdown"))
    intake = take_in(tmp_path, nb)
    assert kept_release(intake)
    assert "Pictures" in messages(intake, "dropped", "explain_scale")
    assert "1 left out" in messages(intake, "dropped")


def test_tags_and_foreign_marks_are_left_out(tmp_path):
    """Do tags such as skip-execution and cells marked as other exercises lose their meaning?"""
    nb = notebook()
    cell_of(nb, "prepare__values")["metadata"]["tags"] = ["skip-execution"]
    marked = {"nbgrader": {"grade": True, "grade_id": "bonus", "points": 100, "solution": True}}
    nb["cells"].append(own("bonus = 1") | {"metadata": marked})
    intake = take_in(tmp_path, nb)
    assert kept_release(intake)
    assert intake.notebook.cells[-1].source == "bonus = 1"
    assert intake.notebook.cells[-1].metadata == {}
    assert "skip-execution" in messages(intake, "dropped")
    assert "bonus" in messages(intake, "repaired")


def test_markers_of_nbgrader_in_an_answer_are_text(tmp_path):
    """Do an answer's own solution and hidden-test markers, and a pasted test, stay as they are?"""
    nb = notebook()
    text = "### BEGIN SOLUTION\n" + PREPARE + "### END SOLUTION\n### BEGIN HIDDEN TESTS\nx = 1\n"
    cell_of(nb, "prepare")["source"] = text + cell_of(nb, "prepare__values")["source"]
    assert poured(take_in(tmp_path, nb))["prepare"] == cell_of(nb, "prepare")["source"]


def test_another_units_notebook_is_refused(tmp_path):
    """Is the notebook of another assignment refused, not graded as an empty one?"""
    other = course.notebook(contract.ROOT, "release", "02_fair_comparison")
    intake = take_in(tmp_path, nbformat.writes(other))
    assert intake.notebook is None
    assert "another assignment" in messages(intake, "refused")


def test_a_notebook_without_any_answer_is_refused(tmp_path):
    """Is a notebook in which no answer's cell is left refused, in words?"""
    intake = take_in(tmp_path, {"cells": [own("x = 1")], "nbformat": 4})
    assert intake.notebook is None
    assert "None of the answers" in messages(intake, "refused")


# Conflicts inside a cell


def conflict(ours, theirs):
    """A text with Git's markers around two versions."""
    return f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> mine\n"


def test_a_cell_in_conflict_with_one_answer_is_read(tmp_path):
    """If one side of a conflict in a cell is the stub, does the other count?"""
    nb = notebook()
    stub = cell_of(release(), "prepare")["source"] + "\n"
    cell_of(nb, "prepare")["source"] = conflict(stub, PREPARE)
    assert poured(take_in(tmp_path, nb))["prepare"] == PREPARE


def test_a_cell_with_two_answers_in_conflict_is_refused(tmp_path):
    """If both sides are answers, is that cell refused, and no other?"""
    nb = notebook()
    cell_of(nb, "prepare")["source"] = conflict(PREPARE, PREPARE.replace("images\n", "None\n"))
    intake = take_in(tmp_path, nb)
    stub = cell_of(release(), "prepare")["source"]
    assert poured(intake) == answers() | {"prepare": stub}
    assert "conflict" in messages(intake, "refused", "prepare")
