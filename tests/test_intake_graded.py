"""Damaged submissions, graded: do right answers keep their points, and neighbours theirs?"""

import copy
import json
import os

import grading_course
import nbformat
import pytest
from handed_in import (
    UNIT,
    answers,
    cell_of,
    grade_id_of,
    notebook,
    own,
    place,
    place_of,
    release,
)

from course_utils.grading import records
from course_utils.grading.class_grading import grade_class

pytestmark = pytest.mark.xdist_group("intake graded")


def without(nb, *names):
    """The notebook without some cells."""
    return nb | {"cells": [cell for cell in nb["cells"] if grade_id_of(cell) not in names]}


def changed(nb, **sources):
    """The notebook with other texts in some cells."""
    for name, source in sources.items():
        cell_of(nb, name)["source"] = source
    return nb


def with_cells(nb, name, shift, *cells):
    """The notebook with cells put in before (0) or after (1) a cell."""
    at = place_of(nb, name) + shift
    nb["cells"][at:at] = list(cells)
    return nb


def retyped(nb, *names, kind="raw"):
    """The notebook with cells of another type."""
    for name in names:
        cell_of(nb, name)["cell_type"] = kind
    return nb


def unmarked(nb):
    """The notebook without any metadata and ids."""
    for cell in nb["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    return nb


def renamed_tests(nb):
    """The notebook with passing test cells worth more, skipped and hidden."""
    for cell in nb["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade") and cell["cell_type"] == "code":
            cell["source"] = "pass"
            cell["metadata"]["tags"] = ["skip-execution"]
            marks["points"] = 100
    return nb


def format_3(nb):
    """The notebook in format 3."""
    return nbformat.writes(nbformat.convert(nbformat.reads(json.dumps(nb), 4), 3), version=3)


def stub(name):
    """What the release has in a cell."""
    return cell_of(release(), name)["source"]


HELPER = own("import numpy as np\ndef scaled(images):\n    return images / 255")

#: Each holds all right answers; what became of the notebook is plain.
REPAIRED = {
    "bom": b"\xef\xbb\xbf" + json.dumps(notebook()).encode(),
    "utf_16": json.dumps(notebook()).encode("utf-16"),
    "trailing": json.dumps(notebook()) + "\n,]",
    "in_a_list": json.dumps([notebook()]),
    "format_3": format_3(notebook()),
    "format_5": notebook() | {"nbformat": 5, "nbformat_minor": 1},
    "unmarked": unmarked(notebook()),
    "retyped": retyped(notebook(), "prepare", "quiz", "explain_scale"),
    "tests_as_text": retyped(
        notebook(), "prepare__values", "quiz__flips", "setup", kind="markdown"
    ),
    "tests_deleted": without(notebook(), "prepare__values", "quiz__flips", "setup", "splitting"),
    "tests_changed": renamed_tests(notebook()),
    "reversed": notebook() | {"cells": notebook()["cells"][::-1]},
    "stub_below": with_cells(
        notebook(), "prepare", 1, copy.deepcopy(cell_of(release(), "prepare"))
    ),
    "in_a_new_cell": with_cells(
        changed(notebook(), prepare=stub("prepare")),
        "explain_scale",
        1,
        HELPER,
        own(answers()["prepare"]),
    ),
    "all_in_one": with_cells(
        without(notebook(), *(name for name in answers() if name != "explain_scale")),
        "prepare__values",
        0,
        own("\n\n".join(text for name, text in answers().items() if name != "explain_scale")),
    ),
    "extras": with_cells(notebook(), "check_scale", 0, HELPER, own("scaled(np.ones(3))")),
    "tampered_ids": changed(notebook()) | {"metadata": {"kernelspec": {"name": "ir"}}},
}
#: Neighbours, and what nobody can read.
HONEST = {"a_first": notebook(), "n_middle": notebook(), "z_last": notebook()}
REFUSED = {"refused_zip": b"PK\x03\x04", "refused_deep": "[" * 100_000, "refused_empty": b""}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class's folder and summary, all graded in one call."""
    root = grading_course.new_course(tmp_path_factory.mktemp("intake") / "course", UNIT, {})
    for student, content in {**REPAIRED, **HONEST, **REFUSED}.items():
        place(root, content, who=student)
    (root / "submitted" / "=formula" / UNIT).mkdir(parents=True)
    place(root, notebook(), "01_Preprocessing (1).ipynb", who="renamed")
    if hasattr(os, "symlink") and os.name != "nt":
        (root / "submitted" / "linked").symlink_to(root / "submitted" / "a_first")
    return root, grade_class(root, UNIT, progress=False)


def points(root, student):
    """The points of a student's record, of all visible and hidden tests."""
    return sum(check["points"] for check in records.read_record(root, UNIT, student)["checks"])


@pytest.mark.parametrize("student", [*REPAIRED, "renamed"])
def test_right_answers_keep_their_points(student, graded):
    """Does whatever became of a notebook cost its right answers nothing?"""
    assert points(graded[0], student) == 23


@pytest.mark.parametrize("student", HONEST)
def test_neighbours_keep_their_points_and_files(student, graded):
    """Are honest submissions between all these graded as if alone, and left as they are?"""
    root, _ = graded
    assert points(root, student) == 23
    assert records.read_record(root, UNIT, student)["notes"] == []
    path = root / "submitted" / student / UNIT / f"{UNIT}.ipynb"
    assert json.loads(path.read_text(encoding="utf-8")) == notebook()


def test_what_nobody_can_read_is_named_without_points(graded):
    """Are refused submissions and names told, and nobody else?"""
    _, summary = graded
    names = {*REFUSED, "'=formula'"} | ({"linked"} if os.name != "nt" else set())
    assert set(summary.refused) == names
    assert summary.failed == {}


def test_each_student_has_a_page(graded):
    """Is there a page for each student, and does a repaired one's say what was done?"""
    root, _ = graded
    folder = root / "grading" / UNIT
    for student in [*REPAIRED, *HONEST, *REFUSED]:
        assert (folder / f"{student}.md").is_file()
    assert "another cell" in (folder / "in_a_new_cell.md").read_text(encoding="utf-8")
    assert "empty" in (folder / "refused_empty.md").read_text(encoding="utf-8")
