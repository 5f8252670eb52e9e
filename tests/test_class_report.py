"""The class report: difficulty, discrimination, misconceptions, suspicious cases; a safe page."""

import csv
import dataclasses
import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import small_course
from bs4 import BeautifulSoup
from hostile_cells import active_parts
from small_course import ASSIGNMENT
from test_plots import boxes_overlap, visible_texts

from course_utils import feedback, plot_style
from course_utils.cli import main
from course_utils.grading import course
from course_utils.grading.reports import class_page, figures, messages, statistics
from course_utils.grading.reports.class_data import Cell, Class, Submission, read_class

pytestmark = pytest.mark.xdist_group("small_course")
FAILURE = "wrong.\n  expected: 1\n  got:      2\n  this looks like: "


def cells_of(assignment: str) -> tuple[Cell, ...]:
    """The graded cells of a released assignment."""
    released = course.notebook(small_course.contract.ROOT, "release", assignment)
    return tuple(
        Cell(
            cell.metadata.nbgrader.grade_id,
            messages.exercise_of(cell.metadata.nbgrader.grade_id),
            float(cell.metadata.nbgrader.points),
            cell.cell_type != "code",
            messages.description(cell.source),
        )
        for cell in released.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    )


def simulated(assignment: str = ASSIGNMENT, students: int = 40, seed: int = 0) -> Class:
    """A class whose students know more or less, and fail checks by the course's misconceptions."""
    rng = np.random.default_rng(seed)
    cells = cells_of(assignment)
    known = feedback.misconceptions(assignment)
    submissions = []
    for number in range(students):
        ability = rng.uniform(0.2, 1)
        points = {c.grade_id: c.most * float(rng.random() < ability) for c in cells}
        failures = {}
        for cell in cells:
            if not points[cell.grade_id] and known.get(cell.exercise):
                what = known[cell.exercise][int(rng.integers(3))].message
                failures[cell.grade_id] = FAILURE + what
        score = sum(points.values())
        submissions.append(
            Submission(
                f"student{number:02d}",
                "graded",
                score=score,
                raw_score=score,
                points=points,
                automatic=points,
                failures=failures,
                record={"digest": str(number), "scores": points},
            )
        )
    return Class(assignment, sum(c.most for c in cells), "", cells, tuple(submissions))


def changed(data: Class, **by_student) -> Class:
    """The class with other values for some submissions."""
    submissions = tuple(
        dataclasses.replace(one, **by_student.get(one.student, {})) for one in data.submissions
    )
    return dataclasses.replace(data, submissions=submissions)


def test_difficulty_is_the_share_of_points():
    """Do share, full, part and none say what was earned of an exercise?"""
    cells = (
        Cell("f__a", "f", 1, False, "A."),
        Cell("f__b", "f", 3, False),
        Cell("g", "g", 2, True),
    )
    rows = [(1, 3, 2), (1, 0, None), (0, 0, 1), (1, 3, 0)]
    submissions = tuple(
        Submission(
            str(n), "graded", score=0, points=dict(zip(("f__a", "f__b", "g"), row, strict=True))
        )
        for n, row in enumerate(rows)
    )
    data = Class("x_y", 6, "", cells, submissions)
    table = statistics.items(data).set_index("exercise")
    assert table.loc["f", "share"] == pytest.approx((4 + 1 + 0 + 4) / 16)
    assert tuple(table.loc["f", ["full", "part", "none"]]) == (0.5, 0.25, 0.25)
    # The answer that nobody has graded yet counts for nobody.
    assert table.loc["g", "submissions"] == 3 and table.loc["g", "share"] == 0.5
    checks = statistics.items(data, by="grade_id").set_index("grade_id")
    assert checks.loc["f__a", "share"] == 0.75 and checks.loc["f__a", "description"] == "A."


def test_discrimination_is_the_correlation_with_the_rest():
    """Is discrimination the correlation of an exercise with all others, itself left out?"""
    data = simulated()
    points = statistics.points_table(data)
    own = points[[c.grade_id for c in data.cells if c.exercise == "quiz"]].sum(axis=1)
    expected = np.corrcoef(own, points.sum(axis=1) - own)[0, 1]
    table = statistics.items(data).set_index("exercise")
    assert table.loc["quiz", "discrimination"] == pytest.approx(expected)


@pytest.mark.parametrize("students", [1, 7])
def test_few_submissions_have_no_discrimination(students):
    """Is no correlation told from a handful of submissions, or where all have the same points?"""
    assert statistics.items(simulated(students=students))["discrimination"].isna().all()
    data = simulated()
    same = {c.grade_id: c.most for c in data.cells}
    everyone = {one.student: {"points": same} for one in data.submissions}
    assert statistics.items(changed(data, **everyone))["discrimination"].isna().all()


def test_misconceptions_count_once_a_submission():
    """Is a misconception counted once for a student, however many checks name it?"""
    message = feedback.misconceptions(ASSIGNMENT)["batch_norm_forward"][0].message
    text = FAILURE + message
    failures = {"batch_norm_forward__values": text, "batch_norm_forward__epsilon": text}
    data = simulated(students=4)
    clean = {one.student: {"failures": {}} for one in data.submissions}
    data = changed(data, **{**clean, "student01": {"failures": failures}})
    (row,) = statistics.misconceptions_met(data).to_dict("records")
    assert row["submissions"] == 1 and row["share"] == 0.25 and row["students"] == "student01"
    assert row["misconception"] == " ".join(message.split())


def test_forged_misconception_is_not_counted():
    """Is a text that only a student's own exception says no misconception of the course?"""
    text = "f raised ValueError: x\n  this looks like: <b>the instructor's fault</b>"
    data = changed(simulated(students=1), student00={"failures": {"quiz__moving": text}})
    assert statistics.misconceptions_met(data).empty


def test_message_is_split_into_its_parts():
    """Are what, expected, got and the misconception of a failed check told apart?"""
    message = messages.parse(
        "y: 1 of 2.\n  expected: [1 2]\n  got:      None\n  this looks like: X."
    )
    assert dataclasses.astuple(message) == ("y: 1 of 2.", "[1 2]", "None", "X.")
    assert messages.parse("f is not written yet.").what == "f is not written yet."
    assert messages.description("# ε, inside (half a point).\nx") == "ε, inside."
    assert messages.description("# Where. Here only: is it one of the letters?") == "Where."


def test_equal_answers_with_other_points_are_flaky():
    """Are submissions with the same answers and other points listed, and equal ones not?"""
    data = simulated(students=4)
    points = data.submissions[0].automatic
    other = {**points, "quiz__moving": 1 - points["quiz__moving"]}
    same = {"record": {"digest": "d"}, "automatic": points}
    data = changed(
        data,
        student00=same,
        student01={**same, "automatic": other},
        student02={"record": {"digest": "e"}, "automatic": points},
    )
    found = statistics.suspicious(data)
    flaky = found[found["kind"] == "flaky"]
    assert list(flaky["student"]) == ["student00", "student01"]
    assert "quiz__moving" in flaky["what"].iloc[0]


def test_points_changed_since_are_suspicious():
    """Is a gradebook told that holds other points of the tests than the grader wrote down?"""
    data = simulated(students=3)
    record = {"scores": {**data.submissions[1].automatic, "quiz__moving": 7.0}}
    found = statistics.suspicious(changed(data, student01={"record": record}))
    assert list(found["student"]) == ["student01"] and "quiz__moving" in found["what"].iloc[0]


def hostile_class() -> Class:
    """A class with every kind of submission, and students who write HTML and formulas."""
    note = {
        "kind": "repaired",
        "cell": "quiz",
        "message": "<script>document.title='HACKED'</script>",
    }
    spy = {"kind": "suspicious", "cell": "", "message": "=HYPERLINK(1) <img src=x onerror=y>"}
    data = changed(
        simulated(),
        student01={"record": {"notes": [note, spy]}},
        student02={"status": "waits for points by hand"},
        student03={"status": "not graded", "score": None, "record": {"incidents": [note]}},
    )
    refused = Submission("=cmd", "refused", record={"notes": [{**note, "kind": "refused"}]})
    absent = Submission("absent", "not handed in")
    return dataclasses.replace(data, submissions=(*data.submissions, refused, absent))


@pytest.fixture
def report(tmp_path, monkeypatch):
    """The report of the hostile class: its folder."""
    monkeypatch.setattr(class_page, "read_class", lambda root, assignment: hostile_class())
    page = class_page.write_report(tmp_path, ASSIGNMENT)
    assert page.name == "index.html"
    return page.parent


def test_page_runs_and_loads_nothing(report):
    """Does nothing of a student's run on the page, and does it read offline?"""
    page = (report / "index.html").read_text(encoding="utf-8")
    links = [a["href"] for a in BeautifulSoup(page, "html.parser").find_all("a")]
    assert links and all((report / link).is_file() for link in links)
    assert not [part for part in active_parts(page) if not part.startswith("<a href=")]
    assert "default-src 'none'" in page and "&lt;script&gt;" in page


def test_page_says_what_an_instructor_wants_to_know(report):
    """Do scores, remarks, misconceptions, suspicious cases and refusals stand on the page?"""
    soup = BeautifulSoup((report / "index.html").read_text(encoding="utf-8"), "html.parser")
    text = soup.get_text(" ", strip=True)
    assert "39 of 42 students have a score." in text
    for part in (
        "which is not a 0: =cmd",
        "which is not a 0: student03",
        "no score (--missing-zero",
    ):
        assert part in text
    headings = [heading.get_text() for heading in soup.find_all("h2")]
    assert headings == [
        "Scores",
        "Exercises",
        "Checks",
        "Misconceptions",
        "Suspicious or flaky",
        "Refused, repaired, not graded",
        "Students",
    ]
    message = feedback.misconceptions(ASSIGNMENT)["batch_norm_forward"][0].message
    assert " ".join(message.split()) in text
    assert "=HYPERLINK(1) <img src=x onerror=y>" in text


def test_figures_have_texts_with_numbers(report):
    """Has each figure an alternative text that says what it shows, in numbers?"""
    soup = BeautifulSoup((report / "index.html").read_text(encoding="utf-8"), "html.parser")
    texts = [image["alt"] for image in soup.find_all("img")]
    assert len(texts) == 3 and all(re.search(r"\d", text) for text in texts)
    assert not plt.get_fignums()


def test_tables_hold_every_question_and_no_formula(report):
    """Is there a row for each check, one for each student, and no cell that is a formula?"""
    with (report / "questions.csv").open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    assert [row["grade_id"] for row in questions] == [c.grade_id for c in cells_of(ASSIGNMENT)]
    assert all(0 <= float(row["share"]) <= 1 for row in questions)
    for path in report.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) > 1 and len({len(row) for row in rows}) == 1
        for row in rows:
            numbers = [cell for cell in row if re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)]
            texts = [cell for cell in row if cell not in numbers]
            assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in texts)


@pytest.mark.parametrize("assignment", course.assignments(small_course.contract.ROOT))
def test_no_label_of_a_figure_overlaps(assignment):
    """Are the names of all exercises and checks readable, in every assignment?"""
    data = simulated(assignment)
    plot_style.use_style()
    drawn = [
        figures.exercise_items(statistics.items(data))[0],
        figures.check_outcomes(statistics.items(data, by="grade_id")),
        figures.score_distribution([one.score for one in data.scored], data.most),
    ]
    for ax in drawn:
        texts = visible_texts(ax.figure)
        for number, (word, box) in enumerate(texts):
            assert box.x0 >= 0 and box.x1 <= ax.figure.bbox.x1, f"{word!r} is cut off"
            clash = [w for w, other in texts[number + 1 :] if boxes_overlap(box, other)]
            assert not clash, f"{word!r} lies on {clash}"
        plt.close(ax.figure)


def test_an_empty_class_has_a_page(tmp_path, monkeypatch):
    """Is there a page, without figures, where nobody has a score yet?"""
    data = dataclasses.replace(simulated(), submissions=(Submission("a", "not graded"),))
    monkeypatch.setattr(class_page, "read_class", lambda root, assignment: data)
    page = class_page.write_report(tmp_path, ASSIGNMENT).read_text(encoding="utf-8")
    assert "0 of 1 students have a score." in page and "<img" not in page


def test_command_writes_the_report(tmp_path, monkeypatch, capsys):
    """Does `bncourse report` write the page of a course that plain nbgrader graded?"""
    root = small_course.copy_of(small_course.graded_course(), tmp_path)
    monkeypatch.chdir(root)
    assert main(["report", ASSIGNMENT]) == 0
    page = root / "grading" / ASSIGNMENT / "report" / "index.html"
    assert capsys.readouterr().out.strip() == str(page)
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text(" ")
    assert "5 of 7 students have a score." in text
    assert "Returns std²" in text


def test_the_graders_files_are_read(tmp_path):
    """Do messages, notes and the status come from what the grader wrote down, if it did?"""
    root = small_course.copy_of(small_course.graded_course(), tmp_path)
    folder = root / "grading" / ASSIGNMENT
    folder.mkdir(parents=True)
    check = {"grade_id": "variance_for_std__values", "message": "written down", "misconception": ""}
    record = {"status": "graded", "checks": [check], "notes": [{"kind": "suspicious"}]}
    (folder / "right.json").write_text(json.dumps(record))
    by_name = {one.student: one for one in read_class(root, ASSIGNMENT).submissions}
    assert by_name["right"].failures == {"variance_for_std__values": "written down"}
    assert by_name["right"].notes == [{"kind": "suspicious"}]
