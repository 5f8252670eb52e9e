"""Feedback teaches and does not leak: checks and misconceptions; no hidden test, nothing active.

The pages are made by nbgrader's own GenerateFeedback and formgrader's own exporter, with the
course's settings, from notebooks that plain nbgrader graded.
"""

import json
import re
import time
from pathlib import Path

import nbformat
import pytest
import small_course
from bs4 import BeautifulSoup
from hostile_cells import MARKDOWN, active_parts, hostile_cells
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from small_course import ASSIGNMENT, EXERCISE, SECRET_LINE, SECRET_NUMBER, autograded

from course_utils.grading import course
from course_utils.grading.reports import safe_html
from course_utils.grading.reports.feedback import write_feedback
from course_utils.grading.reports.formulas import to_mathml

pytestmark = pytest.mark.xdist_group("small_course")


@pytest.fixture(scope="module")
def graded():
    return small_course.graded_course()


@pytest.fixture
def own_course(graded, tmp_path):
    """A copy of the graded course, for a test that changes it."""
    return small_course.copy_of(graded, tmp_path)


@pytest.fixture(scope="module")
def pages(graded):
    """The text of each student's page, by student."""
    written = write_feedback(graded, ASSIGNMENT)
    return {student: page.read_text(encoding="utf-8") for student, page in written.items()}


def table_of(page: str) -> str:
    """The text of the table of checks."""
    return BeautifulSoup(page, "html.parser").find("table", class_="grid").get_text(" ", strip=True)


def test_every_check_is_named_with_points_expected_and_got(pages):
    """Does a page show each check's id and description, its points, expected and got?"""
    table = table_of(pages["squares"])
    for part in (
        f"{EXERCISE} 2 / 3",
        "Numbers and arrays.",
        f"{EXERCISE}__values 0 / 1",
        "expected 0.001 got 0.25",
        f"{EXERCISE}__limits 2 / 2 ✓ full points",
    ):
        assert part in table, table


def test_misconception_is_named(pages):
    """Does a page say which misconception an answer looks like?"""
    assert "This looks like: Returns std²" in table_of(pages["squares"])


def test_written_answers_wait_for_a_hand(pages):
    """Is an answer that nobody has graded yet no lost point?"""
    assert "– / 1 … waits for a hand" in table_of(pages["right"])
    assert "1 answer waits for points given by hand" in pages["right"]
    assert "✗ no points" in table_of(pages["writes"])


def test_points_and_comments_given_by_hand_are_shown(own_course):
    """Do points and a comment from formgrader stand on the page, the comment as Markdown?"""
    with Gradebook(f"sqlite:///{own_course / 'gradebook.db'}") as gradebook:
        place = ("explain_it", ASSIGNMENT, ASSIGNMENT, "right")
        grade = gradebook.find_grade(*place)
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.find_comment(*place).manual_comment = "Say **why** $x<y$."
        gradebook.db.commit()
    page = write_feedback(own_course, ASSIGNMENT, ["right"])["right"].read_text(encoding="utf-8")
    assert "0.5 / 1 ◐ some points" in table_of(page)
    assert "<strong>why</strong>" in page and "<mo>&lt;</mo>" in page

    with Gradebook(f"sqlite:///{own_course / 'gradebook.db'}") as gradebook:
        # Another grading asks for a second look.
        gradebook.find_grade(*place).needs_manual_grade = True
        gradebook.db.commit()
    page = write_feedback(own_course, ASSIGNMENT, ["right"])["right"].read_text(encoding="utf-8")
    assert "0.5 / 1 ◐ some points" in table_of(page)


def test_notes_of_the_intake_are_shown(own_course):
    """Do the intake's notes and the run's incidents stand on the page, as text?"""
    record = {
        "status": "graded",
        "notes": [{"kind": "repaired", "cell": EXERCISE, "message": "It stood <b>twice</b>."}],
        "incidents": [{"kind": "time limit", "cell": "", "message": "It took too long."}],
    }
    folder = own_course / "grading" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "right.json").write_text(json.dumps(record))
    page = write_feedback(own_course, ASSIGNMENT, ["right"])["right"].read_text(encoding="utf-8")
    text = BeautifulSoup(page, "html.parser").get_text(" ", strip=True)
    assert f"{EXERCISE} : It stood <b>twice</b>." in text
    assert "It took too long." in text


def test_refused_submission_gets_a_page_that_says_why(own_course):
    """Is a refused submission told why, without points, also where an older one was graded?"""
    folder = own_course / "grading" / ASSIGNMENT
    folder.mkdir(parents=True)
    notes = [{"kind": "refused", "cell": "", "message": "This is no notebook: <script>."}]
    for student in ("refused", "right"):
        (folder / f"{student}.json").write_text(json.dumps({"status": "refused", "notes": notes}))
    written = write_feedback(own_course, ASSIGNMENT)
    assert "refused" in written and "squares" in written
    for student in ("refused", "right"):
        page = written[student].read_text(encoding="utf-8")
        assert "has not been graded" in page and "points." not in page
        assert "This is no notebook: &lt;script&gt;." in page and not active_parts(page)


def test_hidden_tests_are_in_the_graded_notebooks(graded):
    """Do the graded notebooks hold what must not be shown, in outputs too?"""
    for student in ("talks", "quits"):
        notebook = nbformat.read(autograded(graded, student), as_version=4)
        outputs = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
        assert SECRET_LINE in outputs and SECRET_NUMBER in outputs


@pytest.mark.parametrize("student", small_course.ANSWERS)
def test_no_hidden_test_is_shown(pages, student):
    """Is nothing of a hidden test on the page, whether its code, a traceback or its inputs?"""
    text = BeautifulSoup(pages[student], "html.parser").get_text()
    own = small_course.ANSWERS[student]
    for secret in (SECRET_LINE, "secret_variable", f"asked({SECRET_NUMBER})", "a number of the"):
        assert secret not in text
    # The number stands in two students' own code; what they printed of it does not.
    assert text.count(SECRET_NUMBER) == own.count(SECRET_NUMBER)
    assert "Traceback" not in text


def test_message_of_a_failed_hidden_test_stays(pages):
    """Does a student read what went wrong in a hidden test, with the own lines it came through?"""
    text = table_of(pages["talks"])
    assert "raised RuntimeError: I give up" in text
    assert 'raise RuntimeError("I give up")' in text
    assert "of a hidden test" in text
    assert "What was printed while hidden tests ran is left out" in pages["talks"]


def test_delimiters_in_an_answer_harm_nobody(pages):
    """Does a page appear although an answer holds BEGIN HIDDEN TESTS, with the answer on it?"""
    assert "asked for" in BeautifulSoup(pages["talks"], "html.parser").get_text()


def test_plain_nbgrader_makes_the_same_pages(own_course, pages):
    """Does `nbgrader generate_feedback`, with the course's settings, write the same page?"""
    api = course.nbgrader_api(own_course, own_course / "gradebook.db")
    course.succeed(api.generate_feedback(ASSIGNMENT, "squares"), "Feedback")
    page = own_course / "feedback" / "squares" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert page.read_text(encoding="utf-8") == pages["squares"]


def test_formulas_are_drawn_without_a_script(pages):
    """Are formulas MathML, in the course's text and in the student's?"""
    soup = BeautifulSoup(pages["right"], "html.parser")
    assert len(soup.find_all("math")) == 2
    assert soup.find("msqrt") and soup.find("mfrac")


@pytest.mark.parametrize("student", small_course.ANSWERS)
def test_pages_run_and_load_nothing(pages, student):
    """Is there nothing on a page that runs, or that is read from anywhere else?"""
    assert not active_parts(pages[student])
    assert "default-src 'none'" in pages[student]


@pytest.fixture
def hostile_course(own_course):
    """A course in which the student "right" put hostile cells into the graded notebook."""
    path = autograded(own_course, "right")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source += "".join(MARKDOWN[:2])
    notebook.cells += hostile_cells()
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    notebook.metadata["language_info"] = {"name": "</style><script>"}
    nbformat.write(notebook, path)
    return own_course


def test_nothing_of_a_student_is_active_in_feedback(hostile_course):
    """Does no Markdown, output or metadata of a student run or load anything?"""
    page = write_feedback(hostile_course, ASSIGNMENT, ["right"])["right"]
    text = page.read_text(encoding="utf-8")
    assert not active_parts(text)
    # The cells are there: what was harmless in them stayed.
    assert "25 of 25 points" in text and "<b>kept</b>" in text and "deep" in text


def formgrader_page(root, student: str, monkeypatch, plain: bool = False) -> str:
    """The page of a submission as formgrader's handler renders it, or as it would by default."""
    monkeypatch.chdir(root)
    extension = FormgradeExtension()
    if plain:
        (root / "nbgrader_config.py").write_text("")
    extension.initialize([])
    # As in FormgradeExtension.init_tornado_settings.
    exporter = HTMLExporter(config=extension.config)
    resources = {
        "assignment_id": ASSIGNMENT,
        "notebook_id": ASSIGNMENT,
        "submission_id": "1",
        "index": 0,
        "total": 1,
        "base_url": "",
        "student": student,
        "last_name": "",
        "first_name": "",
        "notebook_path": "x.ipynb",
    }
    return exporter.from_filename(str(autograded(root, student)), resources=resources)[0]


def body_without_formgrader(page: str) -> str:
    """The notebook's part of formgrader's page: around it are formgrader's own scripts."""
    notebook = BeautifulSoup(page, "html.parser").find(id="notebook-container")
    for control in notebook.find_all(["button", "input", "textarea"]):
        control.decompose()
    for points in notebook.find_all("span", style="margin-left: 1em;"):
        points.decompose()
    return str(notebook)


def test_nothing_of_a_student_is_active_in_formgrader(hostile_course, monkeypatch):
    """Does formgrader's page of a submission run and load nothing of the student's?"""
    page = formgrader_page(hostile_course, "right", monkeypatch)
    assert not active_parts(body_without_formgrader(page))
    assert "HACKED" not in page.split("</head>")[0]
    assert '<input class="score tabbable" id="explain_it"' in page


def test_formgraders_own_templates_would_run_it(hostile_course, monkeypatch):
    """Would the hostile cells be active without the course's settings?"""
    path = autograded(hostile_course, "right")
    notebook = nbformat.read(path, as_version=4)
    # Each of these alone would keep nbgrader from showing the page at all.
    notebook.cells = [cell for cell in notebook.cells if "(attachment:" not in cell.source]
    del notebook.metadata["widgets"]
    nbformat.write(notebook, path)
    page = formgrader_page(hostile_course, "right", monkeypatch, plain=True)
    found = " ".join(active_parts(body_without_formgrader(page)))
    for part in ("<script>document", "onerror", "javascript:", "<iframe", "evil.example"):
        assert part in found


def test_formgraders_script_finds_what_it_waits_for(graded, monkeypatch):
    """Does the page offer the part of MathJax that formgrader's own script calls?"""
    script = Path(handlers.static_path, "js", "formgrade.js").read_text(encoding="utf-8")
    assert set(re.findall(r"MathJax\.[\w.]+", script)) == {
        "MathJax.loaded",
        "MathJax.Hub.Startup.signal.Interest",
    }
    head = formgrader_page(graded, "right", monkeypatch).split("</head>")[0]
    assert "window.MathJax = {Hub: {Startup: {signal: {Interest: function" in head


def test_formgrader_reads_offline(graded, monkeypatch):
    """Does formgrader's page load nothing but formgrader's own files, and are formulas drawn?"""
    page = formgrader_page(graded, "right", monkeypatch)
    soup = BeautifulSoup(page, "html.parser")
    named = [e.get("src") or e.get("href") for e in soup.find_all(["script", "link", "img"])]
    assert all(url.startswith("/formgrader/static/") for url in named if url)
    assert "default-src 'self'" in page
    assert len(soup.find_all("math")) == 2


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_keeps_nothing_active(text):
    """Is each hostile text, alone and after honest text, without anything active?"""
    assert not active_parts(safe_html.render_markdown(text))
    rendered = safe_html.render_markdown(f"Honest *text*.\n\n{text}")
    assert not active_parts(rendered) and "Honest" in rendered


@pytest.mark.parametrize("part", ["| a |\n|-|\n", "$a ", "*a", "<b>", "\\\\[", "[a]("])
def test_long_hostile_markdown_takes_no_time(part):
    """Is a text that the parsers are slow for shown within seconds, at any length?"""
    started = time.perf_counter()
    for length in (safe_html.LONGEST, 100 * safe_html.LONGEST):
        text = (part * length)[:length]
        assert not active_parts(safe_html.render_markdown(text))
    assert time.perf_counter() - started < 20


def test_markdown_keeps_what_is_honest():
    """Do headings, tables, code, links and pictures of a student survive?"""
    text = (
        "## A heading\n\n| a | b |\n| --- | --- |\n| 1 | `x < 2` |\n\n```python\nx = 1\n```\n\n"
        "[a page](https://example.org/a?b=1) ![dot](data:image/png;base64,AAAA)"
    )
    soup = BeautifulSoup(safe_html.render_markdown(text), "html.parser")
    assert soup.h2.get_text() == "A heading"
    assert [cell.get_text() for cell in soup.find_all("td")] == ["1", "x < 2"]
    assert soup.find("div", class_="highlight").get_text() == "x = 1\n"
    assert soup.a["href"] == "https://example.org/a?b=1"
    assert soup.img["src"] == "data:image/png;base64,AAAA" and soup.img["alt"] == "dot"


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<img src=x onerror=y>}",
        r"\href{javascript:alert(1)}{x}",
        r"\class{x\" onload=\"y}{z}",
        r"\color{red\" onclick=\"x}{y}",
        r"\style{position:fixed}{x}",
        r"\hspace{-300em}x",
        r"\def\a{\a\a}\a",
        "{" * 3000,
        "x^" * 1500,
        r"\frac" * 500,
        r"\begin{aligned}",
    ],
)
def test_formulas_carry_nothing_else(latex):
    """Is a hostile formula drawn without what it smuggles, or shown as its source?"""
    written = to_mathml(latex)
    assert not active_parts(written)
    soup = BeautifulSoup(written, "html.parser")
    assert {element.name for element in soup.find_all(True)}.isdisjoint({"img", "a"})
    for element in soup.find_all(True):
        assert {"class", "id", "href", "style"}.isdisjoint(element.attrs)
        assert "300em" not in element.attrs.values()


def test_all_formulas_of_the_course_are_drawn():
    """Is every formula of the released assignments MathML, with no command left over?"""
    for assignment in course.assignments(small_course.contract.ROOT):
        released = course.notebook(small_course.contract.ROOT, "release", assignment)
        for cell in released.cells:
            if cell.cell_type == "markdown":
                soup = BeautifulSoup(safe_html.render_markdown(cell.source), "html.parser")
                drawn = " ".join(formula.get_text() for formula in soup.find_all("math"))
                assert not re.search(r"\\[a-zA-Z]|[&$]", drawn), drawn
                assert not soup.find_all("code", string=re.compile(r"^\$"))
