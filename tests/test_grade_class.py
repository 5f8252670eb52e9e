"""`bncourse grade`: neighbours, the cache, interruptions, the gradebook, and who gets no 0."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import grading_course
import nbformat
import pytest
from grading_course import NUMPY, hand_in
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from course_utils import cli
from course_utils.grading import course, gradebook, records
from course_utils.grading.class_grading import grade_class
from course_utils.grading.isolation.limits import Limits

pytestmark = pytest.mark.xdist_group("grade class")

#: A call's time is short, so that an endless one is soon over.
SHORT = {"limits": Limits(call_seconds=3.0), "progress": False}

#: In the order of names, a neighbour on each side of those that go wrong.
STUDENTS = {
    "a_right": "right_0",
    "b_wrong": "wrong_0",
    "d_wrong": "wrong_1",
    "f_untouched": "untouched",
    "h_master": "master",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of which two handed in what can't be read, and one never ends; and its summary."""
    folder = tmp_path_factory.mktemp("class")
    plan = grading_course.carriers(NUMPY)
    submissions = {student: plan[name] for student, name in STUDENTS.items()}
    submissions["c_loops"] = {
        **plan["master"],
        "prepare": "def prepare(images):\n    while True:\n        pass\n",
    }
    submissions["i_prints"] = {
        **plan["master"],
        "quiz": plan["master"]["quiz"] + "\nprint('\\ud800' + 'x' * 3_000_000)\n",
        "check_scale": "print('\\udfff')\n" + plan["master"]["check_scale"],
    }
    root = grading_course.new_course(folder / "course", NUMPY, submissions)
    hand_in(root, NUMPY, "e_picture", b"\x89PNG\r\n\x1a\n")
    hand_in(root, NUMPY, "g_empty", b"")
    return root, grade_class(root, NUMPY, **SHORT)


@pytest.fixture
def own_copy(graded, tmp_path):
    """A copy of that class, to be changed."""
    return Path(shutil.copytree(graded[0], tmp_path / "course", symlinks=True))


def test_neighbours_of_what_goes_wrong_earn_what_they_should(graded, tmp_path):
    """Are the others' scores those that plain nbgrader gives them, whoever stands between?"""
    root, summary = graded
    honest = tmp_path / "honest"
    honest.mkdir()
    for name in ("nbgrader_config.py", "source", "release"):
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, honest / name)
    for student in STUDENTS:
        shutil.copytree(root / "submitted" / student, honest / "submitted" / student)
    plain = grading_course.plain(honest, tmp_path / "plain", NUMPY)
    isolated = grading_course.in_gradebook(root, NUMPY)
    assert summary.graded == sorted([*STUDENTS, "c_loops", "i_prints"])
    for student in STUDENTS:
        assert isolated[student].points == plain[student].points, student


def test_an_answer_that_never_ends_loses_its_own_points_alone(graded):
    """Does a time limit cost one exercise, and is it said which answer took too long?"""
    root, summary = graded
    record = records.read_record(root, NUMPY, "c_loops")
    lost = {check["exercise"] for check in record["checks"] if not check["points"]}
    assert lost == {"prepare"}
    assert any("prepare" in incident["message"] for incident in record["incidents"])
    assert "c_loops" in summary.look_at


def test_what_is_printed_costs_nothing_and_is_cut(graded):
    """Does an answer that prints millions of characters, half ones too, keep its points?"""
    root, _ = graded
    assert sum(records.read_record(root, NUMPY, "i_prints")["scores"].values()) == 23
    path = root / "autograded" / "i_prints" / NUMPY / f"{NUMPY}.ipynb"
    assert path.stat().st_size < 2_000_000


def test_what_was_refused_is_no_zero(graded):
    """Is a refused submission reported, kept without scores, and marked for a hand?"""
    root, summary = graded
    assert sorted(summary.refused) == ["e_picture", "g_empty"]
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for student in summary.refused:
            grades = book.find_submission_notebook(NUMPY, NUMPY, student).grades
            assert grades and all(g.auto_score is None and g.needs_manual_grade for g in grades)
            record = records.read_record(root, NUMPY, student)
            assert record["status"] == "refused" and record["scores"] == {}
            assert record["notes"]


def test_a_record_says_what_each_check_found(graded):
    """Does a student's record hold points, messages and the misconception of each check?"""
    root, _ = graded
    record = records.read_record(root, NUMPY, "b_wrong")
    assert record["status"] == "graded" and record["sandbox"] and record["digest"]
    failed = [check for check in record["checks"] if not check["points"]]
    assert failed and all(check["message"] for check in failed)
    named = [check for check in failed if check["misconception"]]
    assert named and "this looks like:" not in named[0]["misconception"]
    assert sum(c["points"] for c in record["checks"]) < sum(c["most"] for c in record["checks"])


def test_autograded_notebooks_are_nbgraders_own(graded):
    """Do autograded notebooks hold the tests as nbgrader has them, with the outputs of the run?"""
    root, _ = graded
    notebook = course.notebook(root, "autograded", NUMPY, "b_wrong")
    nbformat.validate(notebook)
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    assert "BEGIN HIDDEN TESTS" in cells["prepare__values"].source
    assert any(o.output_type == "error" for c in cells.values() for o in c.get("outputs", ()))


def test_a_second_run_grades_nothing_again(graded, own_copy):
    """Is nothing run or written, and no backup made, when nothing has changed?"""
    before = (own_copy / "gradebook.db").read_bytes()
    again = grade_class(own_copy, NUMPY, **SHORT)
    assert again.executed == again.reused == []
    assert again.graded == graded[1].graded and sorted(again.refused) == sorted(graded[1].refused)
    assert not again.backup and (own_copy / "gradebook.db").read_bytes() == before


def test_a_changed_answer_alone_is_graded_again(own_copy):
    """Is one student's new answer run, and nobody else's?"""
    plan = grading_course.carriers(NUMPY)
    shutil.rmtree(own_copy / "submitted" / "b_wrong")
    grading_course.contract.submit(own_copy, NUMPY, "b_wrong", plan["right_3"])
    again = grade_class(own_copy, NUMPY, **SHORT)
    assert again.executed == ["b_wrong"] and again.reused == []
    assert sum(records.read_record(own_copy, NUMPY, "b_wrong")["scores"].values()) == 23
    assert again.backup and (own_copy / again.backup).is_file()


def test_a_lost_gradebook_is_written_from_stored_results(own_copy):
    """Are scores put back without running a line, if the gradebook was lost?"""
    wanted = grading_course.in_gradebook(own_copy, NUMPY)["b_wrong"].points
    (own_copy / "gradebook.db").unlink()
    again = grade_class(own_copy, NUMPY, ["b_wrong", "a_right"], **SHORT)
    assert again.executed == [] and sorted(again.reused) == ["a_right", "b_wrong"]
    assert grading_course.in_gradebook(own_copy, NUMPY)["b_wrong"].points == wanted


def test_marks_given_by_hand_survive(own_copy):
    """Do hand-given marks stand after a regrade, and does a changed written answer need another?"""
    with Gradebook(f"sqlite:///{own_copy / 'gradebook.db'}") as book:
        for student in ("h_master", "b_wrong"):
            grade = book.find_grade("explain_scale", NUMPY, NUMPY, student)
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        corrected = book.find_grade("prepare__refuse", NUMPY, NUMPY, "b_wrong")
        corrected.manual_score = 0.5
        book.db.commit()
    path = own_copy / "submitted" / "h_master" / NUMPY / f"{NUMPY}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    cells["explain_scale"].source = "Another answer."
    nbformat.write(notebook, path)
    again = grade_class(own_copy, NUMPY, resume=False, **SHORT)
    assert "b_wrong" in again.executed
    with Gradebook(f"sqlite:///{own_copy / 'gradebook.db'}") as book:
        for student in ("h_master", "b_wrong"):
            assert book.find_grade("explain_scale", NUMPY, NUMPY, student).manual_score == 1.5
        assert book.find_grade("explain_scale", NUMPY, NUMPY, "h_master").needs_manual_grade
        corrected = book.find_grade("prepare__refuse", NUMPY, NUMPY, "b_wrong")
        assert (corrected.auto_score, corrected.manual_score) == (0.0, 0.5)


def test_a_locked_gradebook_is_waited_for(own_copy, monkeypatch, capsys):
    """Is a gradebook that another program holds for a while waited for, and is that said?"""
    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 1)
    shutil.rmtree(own_copy / "submitted" / "b_wrong")
    plan = grading_course.carriers(NUMPY)
    grading_course.contract.submit(own_copy, NUMPY, "b_wrong", plan["wrong_2"])
    with held(own_copy, seconds=4.0):
        again = grade_class(own_copy, NUMPY, ["b_wrong"], **SHORT)
    assert again.executed == ["b_wrong"] and not again.failed
    assert "locked by another program" in capsys.readouterr().out


def test_a_gradebook_locked_for_good_loses_no_result(own_copy, monkeypatch):
    """Does the class go on, and does the next run write what was graded meanwhile?"""
    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(gradebook, "LOCK_TRIES", 2)
    plan = grading_course.carriers(NUMPY)
    for student in ("a_right", "b_wrong"):
        shutil.rmtree(own_copy / "submitted" / student)
        grading_course.contract.submit(own_copy, NUMPY, student, plan["wrong_2"])
    with held(own_copy, seconds=60.0, kind="IMMEDIATE"):
        again = grade_class(own_copy, NUMPY, **SHORT)
    assert sorted(again.failed) == ["a_right", "b_wrong"]
    assert all("locked" in reason for reason in again.failed.values())
    after = grade_class(own_copy, NUMPY, **SHORT)
    assert (after.executed, after.reused) == ([], ["a_right", "b_wrong"])


class held:
    """Context in which another connection holds the gradebook, for some seconds at most."""

    def __init__(self, root: Path, seconds: float, kind: str = "EXCLUSIVE"):
        self._path, self._seconds, self._kind = root / "gradebook.db", seconds, kind
        self._holds, self._over = threading.Event(), threading.Event()

    def __enter__(self):
        self._thread = threading.Thread(target=self._hold)
        self._thread.start()
        self._holds.wait()

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _hold(self):
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            connection.execute(f"BEGIN {self._kind}")
            self._holds.set()
            self._over.wait(self._seconds)
            connection.execute("ROLLBACK")


def test_old_backups_go(tmp_path):
    """Are the last few copies of the gradebook kept, and the newest among them?"""
    database = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE t (x)")
    made = [
        gradebook.back_up(database, datetime(2030, 1, day, tzinfo=UTC))
        for day in range(1, gradebook.BACKUPS + 3)
    ]
    assert sorted(tmp_path.glob("*.bak")) == made[2:]
    assert gradebook.back_up(tmp_path / "none.db", datetime.now(UTC)) is None


def test_a_killed_run_goes_on_where_it_stood(tmp_path):
    """After kill -9 in the middle, is each submission run once in all, and nothing left over?"""
    plan = grading_course.carriers(NUMPY)
    # Each another text: results are stored by content.
    slow = "\nimport time\ntime.sleep(1.5)  # {}\n"
    submissions = {
        f"s{number}": {**plan["master"], "prepare": plan["master"]["prepare"] + slow.format(number)}
        for number in range(6)
    }
    root = grading_course.new_course(tmp_path / "course", NUMPY, submissions)
    stored = records.folder_of(root, NUMPY) / ".results"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "course_utils.cli", "grade", NUMPY, "--jobs", "1"],
        cwd=root,
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while len(list(stored.glob("*.json"))) < 2 and time.monotonic() < deadline:
        assert run.poll() is None
        time.sleep(0.05)
    before = children_of(run.pid)
    assert before
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    done = len(list(stored.glob("*.json")))
    assert 2 <= done < 6
    after = grade_class(root, NUMPY, progress=False)
    assert len(after.executed) == 6 - done
    assert len(after.graded) == 6 and not after.failed
    time.sleep(1)
    assert not [pid for pid in before if Path(f"/proc/{pid}").exists()]
    assert not list(scratch.iterdir())
    assert not list(root.glob("grading/.writing-*"))


def children_of(pid: int) -> list[int]:
    """All processes below one, on Linux."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children_of(child)]
    return found


def test_changed_tests_are_not_mixed_with_old_ones(own_copy):
    """Is grading refused, with the command to run, when source/ isn't what nbgrader knows?"""
    path = own_copy / "source" / NUMPY / f"{NUMPY}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade"))
    cell.source += "\n# stricter"
    nbformat.write(notebook, path)
    with pytest.raises(course.CourseError, match="generate_assignment 01_preprocessing --force"):
        grade_class(own_copy, NUMPY, **SHORT)


def test_the_command_says_what_it_did(own_copy, monkeypatch, capsys):
    """Does `bncourse grade` name the sandbox, the refused with reasons, and exit with 0?"""
    monkeypatch.chdir(own_copy)
    assert cli.main(["grade", NUMPY, "--student", "g_empty", "--student", "f_untouched"]) == 0
    said = capsys.readouterr().out
    assert "Sandbox: " in said and "g_empty: " in said and "1 refused" in said


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked on Windows")
def test_a_second_command_waits_its_turn(own_copy):
    """Is a second call refused while one is at work on the course?"""
    import fcntl

    with (own_copy / "grading" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(RuntimeError, match="at work"):
            grade_class(own_copy, NUMPY, **SHORT)


def test_an_unknown_assignment_is_named(own_copy, monkeypatch, capsys):
    """Does a mistyped assignment get a list of those there are?"""
    monkeypatch.chdir(own_copy)
    assert cli.main(["grade", "01_preprocesing"]) == 1
    assert NUMPY in capsys.readouterr().err


def test_plain_export_still_works(own_copy):
    """Does `nbgrader export` write the class, as ever?"""
    api = course.nbgrader_api(own_copy, own_copy / "gradebook.db")
    with Gradebook(api.coursedir.db_url) as book:
        plugin = CsvExportPlugin()
        plugin.to = str(own_copy / "grades.csv")
        plugin.export(book)
    rows = {row["student_id"]: row for row in csv.DictReader((own_copy / "grades.csv").open())}
    assert float(rows["h_master"]["score"]) == 23.0
    assert json.loads((own_copy / "grading" / NUMPY / "h_master.json").read_text())["most"]
