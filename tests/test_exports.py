"""Exports for nbgrader, Canvas and Moodle: no 0 for what was never graded, and no formulas."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import small_course
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader
from nbgrader.plugins import CsvExportPlugin
from small_course import ASSIGNMENT, autograded

from course_utils.cli import main
from course_utils.grading.reports import csv_files, exports
from course_utils.grading.reports.class_data import open_gradebook, read_class

pytestmark = pytest.mark.xdist_group("small_course")
NBGRADER_SCORES = {"right": 3.0, "squares": 2.0, "talks": 0.0, "quits": 0.0, "writes": 0.0}


@pytest.fixture
def own_course(tmp_path):
    """A copy of the graded course, for a test that changes it."""
    return small_course.copy_of(small_course.graded_course(), tmp_path)


def exported(root: Path, form: str = "nbgrader", **options) -> tuple[dict[str, dict], list[str]]:
    """The rows of an export, by student, and its warnings."""
    path = root / "points.csv"
    warnings = exports.export(root, ASSIGNMENT, form, path, **options)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    name = {"nbgrader": "student_id", "canvas": "SIS Login ID", "moodle": "Username"}[form]
    return {row[name]: row for row in rows}, warnings


def plain_export(root: Path) -> dict[str, dict]:
    """What nbgrader's own export writes."""
    plugin = CsvExportPlugin(parent=NbGrader())
    plugin.to = str(root / "plain.csv")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        plugin.export(gradebook)
    with open(plugin.to, newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def set_status(root: Path, student: str, status: str) -> None:
    """Write down what the grader would."""
    path = root / "grading" / ASSIGNMENT / f"{student}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"student": student, "status": status, "notes": []}))


def test_graded_submissions_have_nbgraders_scores(own_course):
    """Do graded submissions have the columns and the scores of nbgrader's own export?"""
    rows, _ = exported(own_course)
    plain = plain_export(own_course)
    assert list(next(iter(plain.values()))) == list(exports.NBGRADER_COLUMNS[:-1])
    for student, score in NBGRADER_SCORES.items():
        for column in ("raw_score", "score", "max_score", "late_submission_penalty"):
            assert float(rows[student][column]) == float(plain[student][column] or 0)
        assert float(rows[student]["score"]) == score
        assert rows[student]["timestamp"] == plain[student]["timestamp"]


@pytest.mark.parametrize("form", exports.FORMATS)
def test_no_zero_for_what_was_never_graded(own_course, form):
    """Is the score of an ungraded, refused or failed submission empty, with status and warning?"""
    set_status(own_course, "stranger", "refused")
    set_status(own_course, "squares", "failed")
    rows, warnings = exported(own_course, form)
    status = {"nbgrader": "status", "canvas": exports.CANVAS_STATUS, "moodle": "Status"}[form]
    score = "score" if form == "nbgrader" else ASSIGNMENT
    for student, expected in {
        "never": "not graded",
        "squares": "not graded",
        "stranger": "refused",
        "absent": "not handed in",
    }.items():
        assert (rows[student][score], rows[student][status]) == ("", expected)
        assert any(student in warning for warning in warnings)
    assert rows["talks"][score] == "0" and rows["talks"][status] == "graded"


def test_nbgraders_own_export_prints_a_zero(own_course):
    """Does nbgrader's own export not tell a student who was never graded from a real 0?"""
    with Gradebook(f"sqlite:///{own_course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_submission(ASSIGNMENT, "absent")
    assert plain_export(own_course)["absent"]["score"] == "0.0"
    rows, _ = exported(own_course)
    assert (rows["absent"]["score"], rows["absent"]["status"]) == ("", "not graded")


def test_points_of_an_earlier_grading_are_not_exported(own_course):
    """Is a submission without a score whose last grading failed, and left no notebook?"""
    autograded(own_course, "right").unlink()
    assert float(plain_export(own_course)["right"]["score"]) == 3.0
    rows, _ = exported(own_course)
    assert (rows["right"]["score"], rows["right"]["status"]) == ("", "not graded")


def test_missing_students_get_zero_only_if_asked(own_course):
    """Does --missing-zero give 0 to who handed in nothing, and to nobody else?"""
    rows, warnings = exported(own_course, missing_zero=True)
    assert rows["absent"]["score"] == "0" and rows["never"]["score"] == ""
    assert not any("absent" in warning for warning in warnings)


def test_points_given_by_hand_count(own_course):
    """Do points given by hand count, is an open answer told, and a late penalty taken off?"""
    rows, warnings = exported(own_course)
    assert rows["right"]["status"] == "waits for points by hand"
    assert any("to be marked by hand" in warning and "right" in warning for warning in warnings)
    with Gradebook(f"sqlite:///{own_course / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("explain_it", ASSIGNMENT, ASSIGNMENT, "right")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        submission = gradebook.find_submission(ASSIGNMENT, "right")
        submission.notebooks[0].late_submission_penalty = 1.25
        gradebook.db.commit()
    row = exported(own_course)[0]["right"]
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == (
        "3.5",
        "1.25",
        "2.25",
    )
    assert row["status"] == "graded"


def test_canvas_takes_the_file(own_course):
    """Has the file what Canvas's importer asks for: its columns in order, and the points row?"""
    path = own_course / "canvas.csv"
    exports.export(own_course, ASSIGNMENT, "canvas", path)
    header, points, *students = list(csv.reader(io.StringIO(path.read_text())))
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header[5] == ASSIGNMENT
    # Canvas passes over columns with one of its own names in the header.
    assert "Current Grade" in header[6] and len(header) == 7
    assert "Points Possible" in points[0] and float(points[5]) == 4.0
    assert all(len(row) == 7 and row[0] and row[3] for row in students)


def test_a_class_without_a_student_is_refused(own_course, tmp_path):
    """Does an export before anything was handed in say so, and write no empty table?"""
    course = tmp_path / "empty"
    (course / "submitted").mkdir(parents=True)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment(ASSIGNMENT)
    with pytest.raises(FileNotFoundError, match="Nobody has handed in"):
        exports.export(course, ASSIGNMENT, "canvas", course / "canvas.csv")
    assert not (course / "canvas.csv").exists()


def test_export_writes_nothing_into_the_gradebook(own_course):
    """Is the gradebook the same file, to the byte, after an export?"""
    database = own_course / "gradebook.db"
    before = database.read_bytes()
    exported(own_course)
    assert database.read_bytes() == before


def test_export_reads_while_another_process_writes(own_course):
    """Can a gradebook be read that another program has open in a transaction?"""
    with Gradebook(f"sqlite:///{own_course / 'gradebook.db'}") as gradebook:
        gradebook.db.add(gradebook.find_student("right"))
        gradebook.find_student("right").first_name = "Not yet"
        gradebook.db.flush()
        with open_gradebook(own_course / "gradebook.db") as copy:
            assert copy.find_student("right").first_name != "Not yet"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\0=1", '=1"']
)
def test_formulas_are_neutral(text):
    """Does no cell of text begin with what a spreadsheet takes for a formula?"""
    (row,) = csv.reader(io.StringIO(csv_files.to_csv([["a", text, -1.5]]), newline=""))
    assert row[1].startswith("'") and text.replace("\0", "") in row[1]
    assert row[2] == "-1.5"


def test_honest_text_stays_as_it_is():
    """Do commas, quotes, lines and Greek letters come back as they were?"""
    cells = ["Ångström, A.", 'the "best"', "two\nlines", "γ = 1", "", "x=1", "a-b"]
    (row,) = csv.reader(io.StringIO(csv_files.to_csv([cells]), newline=""))
    assert row == cells


def test_names_with_formulas_are_neutral_in_every_format(own_course):
    """Is a student whose first name is a formula harmless in all exports?"""
    for form in exports.FORMATS:
        path = own_course / f"{form}.csv"
        exports.export(own_course, ASSIGNMENT, form, path)
        for row in csv.reader(io.StringIO(path.read_text(), newline="")):
            assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row)


def test_nbgrader_export_does_the_same(own_course):
    """Does `nbgrader export`, with the course's settings, leave the score empty and warn?"""
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"]
    run = subprocess.run(command, cwd=own_course, capture_output=True, text=True, check=True)
    with (own_course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows["never"]["score"] == rows["absent"]["score"] == ""
    assert float(rows["right"]["score"]) == 3.0
    assert "without a score, which is not a 0: never" in run.stderr


def test_command_writes_the_file_and_warns(own_course, monkeypatch, capsys):
    """Does `bncourse export` write the file it names, and warn on stderr?"""
    monkeypatch.chdir(own_course)
    assert main(["export", ASSIGNMENT, "--format", "moodle"]) == 0
    said = capsys.readouterr()
    assert Path(said.out.strip()).read_text().startswith("Username,")
    assert "never" in said.err
    assert main(["export", "99_nothing"]) == 1
    assert "99_nothing" in capsys.readouterr().err


def test_messages_come_from_notebooks_without_the_graders_files(own_course):
    """Are failed checks read from the autograded notebooks where plain nbgrader graded?"""
    by_name = {one.student: one for one in read_class(own_course, ASSIGNMENT).submissions}
    assert "Returns std²" in by_name["squares"].failures["variance_for_std__values"]
    assert not by_name["right"].failures
    assert nbformat.read(autograded(own_course, "right"), as_version=4).cells
