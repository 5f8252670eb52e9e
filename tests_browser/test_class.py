"""An assignment's way through a class, in two browsers: instructor, student, instructor again.

Each fixture is a step that builds on the one before: released, fetched, validated, submitted,
collected and graded. Student and instructor have a server each and share an exchange folder.
"""

import contract
import nbformat
import pytest
from lab_server import ROOT, LabServer, new_course
from local_page import LocalPage
from nbgrader.utils import get_username
from notebook_page import NotebookPage
from playwright.sync_api import Locator, Page, expect

from course_utils.grading.answers import read_answers

UNIT = "03_batchnorm_forward"
NOTEBOOK = f"{UNIT}/{UNIT}.ipynb"
EXERCISE, WRITTEN = "variance_for_std", "explain_one_image"
#: One that the visible tests notice; others are left to the hidden ones.
MISTAKE = "std_not_squared"
POINTS, BY_HAND = 25, 1.5
#: nbgrader names a student after the account.
STUDENT = get_username()
HONEST = r"Since $\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}$."
#: What would run something in the instructor's browser, or tell another machine of it.
HOSTILE = """
<img src="no-such-picture" onerror="document.title='run'"> <script>document.title = 'run'</script>
<img src="https://example.org/seen.png"> [a link](javascript:document.title='run')
"""
#: Grading starts kernels, on a machine that may be busy.
GRADING_MS = 240_000

pytestmark = pytest.mark.xdist_group("class")


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    return tmp_path_factory.mktemp("exchange")


@pytest.fixture(scope="module")
def instructor(tmp_path_factory, exchange):
    """The instructor's server, at the course's root."""
    folder = tmp_path_factory.mktemp("instructor")
    course = new_course(folder / "course", f"source/{UNIT}")
    with LabServer(course, folder / "home", exchange, instructor=True) as server:
        yield server


@pytest.fixture(scope="module")
def student(tmp_path_factory, exchange):
    """A student's server, at an empty folder."""
    folder = tmp_path_factory.mktemp("student")
    (folder / "work").mkdir()
    with LabServer(folder / "work", folder / "home", exchange) as server:
        yield server


@pytest.fixture(scope="module")
def instructors_tab(new_tab):
    return new_tab()


@pytest.fixture(scope="module")
def students_tab(new_tab):
    return new_tab()


def formgrader_row(page: Page, name: str) -> Locator:
    """The row of formgrader's table that is about an assignment or a student."""
    return page.locator("tbody tr").filter(has=page.get_by_text(name, exact=True))


def press(page: Page, row: Locator, action: str) -> str:
    """Click one of formgrader's actions; return what it says in the end."""
    row.locator(f".{action} a").click()
    said = page.locator("#success-modal, #error-modal")
    said.wait_for(timeout=GRADING_MS)
    text = said.inner_text()
    said.get_by_role("button", name="OK").click()
    said.wait_for(state="detached")
    assert text.split()[1] == "Success", text
    return text


@pytest.fixture(scope="module")
def released(instructor, instructors_tab):
    """Formgrader → Generate, Release."""
    page = instructors_tab.page
    page.goto(instructor.url("formgrader/manage_assignments"))
    row = formgrader_row(page, UNIT)
    press(page, row, "assign")
    press(page, row, "release")
    expect(row.locator(".status")).to_have_text("released")
    instructors_tab.screenshot("formgrader-released")


def open_assignments(tab: LocalPage, server: LabServer) -> None:
    """Nbgrader → Assignment List, in a fresh JupyterLab."""
    tab.page.goto(server.url("lab") + "&reset")
    tab.page.locator(".jp-Launcher").wait_for()
    tab.menu("Nbgrader", "Assignment List")


@pytest.fixture(scope="module")
def fetched(released, student, students_tab):
    """Assignment List → Fetch; the assignment lies in the student's folder."""
    open_assignments(students_tab, student)
    page = students_tab.page
    page.get_by_role("button", name="Fetch").click()
    expect(page.locator("#fetched_assignments_list")).to_contain_text(UNIT, timeout=30_000)
    students_tab.screenshot("student-fetched")
    return student.course / NOTEBOOK


def grade_ids(notebook: NotebookPage) -> list[str]:
    """The nbgrader id of each cell, "" for those without."""
    return [
        cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in notebook.all_cells()
    ]


def validated(notebook: NotebookPage, name: str) -> str:
    """Press Validate; return what the dialog says."""
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.locator(".jp-Dialog-content")
    dialog.wait_for(timeout=GRADING_MS)
    text = dialog.inner_text()
    notebook.tab.screenshot(name)
    dialog.get_by_role("button").last.click()
    dialog.wait_for(state="detached")
    return text


@pytest.fixture(scope="module")
def notebook(fetched, student, students_tab):
    """The fetched assignment, open in JupyterLab."""
    return NotebookPage(students_tab, student, NOTEBOOK)


@pytest.fixture(scope="module")
def solved(notebook):
    """All exercises solved, but EXERCISE with a known mistake; returns (dialog, the mistake)."""
    cells = grade_ids(notebook)
    for exercise, code in contract.solutions(UNIT).items():
        notebook.write(cells.index(exercise), code)
    notebook.write(cells.index(WRITTEN), HONEST)
    wrong = read_answers(ROOT, UNIT)[EXERCISE]["wrong"]
    mistake = next(answer for answer in wrong if answer.name == MISTAKE)
    notebook.write(cells.index(EXERCISE), mistake.code)
    said = validated(notebook, "student-validate-mistake")
    notebook.write(cells.index(EXERCISE), contract.solutions(UNIT)[EXERCISE])
    return said, mistake.message


@pytest.fixture(scope="module")
def submitted(solved, fetched, notebook, student, students_tab):
    """Validated, and handed in with Assignment List → Submit; the file is edited in between."""
    said = validated(notebook, "student-validate-solved")
    notebook.shut_down()
    open_assignments(students_tab, student)
    edited = nbformat.read(fetched, as_version=4)
    next(cell for cell in edited.cells if cell.source == HONEST).source += HOSTILE
    nbformat.write(edited, fetched)
    students_tab.page.get_by_role("button", name="Submit").click()
    handed_in = students_tab.page.locator("#submitted_assignments_list")
    expect(handed_in).to_contain_text(UNIT, timeout=30_000)
    students_tab.screenshot("student-submitted")
    return said


@pytest.fixture(scope="module")
def graded(submitted, instructor, instructors_tab):
    """Formgrader → Collect, Autograde; then a written answer gets BY_HAND points."""
    page = instructors_tab.page
    page.goto(instructor.url("formgrader/manage_assignments"))
    press(page, formgrader_row(page, UNIT), "collect")
    page.goto(instructor.url(f"formgrader/manage_submissions/{UNIT}"))
    press(page, formgrader_row(page, STUDENT), "autograde")
    instructors_tab.screenshot("formgrader-autograded")
    page.goto(instructor.url(f"formgrader/gradebook/{UNIT}/{UNIT}"))
    page.locator("tbody .name a").first.click()
    page.locator(f"input.score#{WRITTEN}").wait_for()
    return page


def table_of_scores(page: Page, server: LabServer) -> str:
    """Formgrader's table of a student's scores, as text."""
    page.goto(server.url(f"formgrader/manage_students/{STUDENT}"))
    row = formgrader_row(page, UNIT)
    row.wait_for()
    return row.inner_text()


def test_create_assignment_shows_the_points(instructor, new_tab):
    """Does the panel Create Assignment add up the master's points, cell by cell and in all?"""
    tab = new_tab()
    master = NotebookPage(tab, instructor, f"source/{NOTEBOOK}")
    tab.menu("Nbgrader", "Create assignment")
    total = tab.page.locator(".nbgrader-TotalPointsInput")
    expect(total).to_have_value(str(POINTS))
    cells = tab.page.locator(".nbgrader-CellPoints input")
    points = cells.evaluate_all("inputs => inputs.map(i => Number(i.value))")
    assert points == [
        cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in master.all_cells()
    ]
    tab.screenshot("create-assignment")
    master.shut_down()
    tab.context.close()
    tab.assert_quiet()


def test_release_is_the_committed_one(released, instructor):
    """Does formgrader generate what is in release/, to the byte?"""
    made = instructor.course / "release" / NOTEBOOK
    assert made.read_bytes() == (ROOT / "release" / NOTEBOOK).read_bytes()


def test_student_fetches_what_was_released(fetched, instructor):
    """Does the student get the released notebook, and nothing else?"""
    assert [path.name for path in fetched.parent.iterdir()] == [fetched.name]
    assert fetched.read_bytes() == (instructor.course / "release" / NOTEBOOK).read_bytes()


def test_validation_fails_with_our_message(solved):
    """Does Validate show what was expected, what came, and which mistake it looks like?"""
    said, misconception = solved
    for words in ("expected:", "got:", misconception):
        assert words in said


def test_validation_passes_when_solved(submitted):
    """Does Validate say so when every exercise is solved?"""
    assert "Success" in submitted


def test_written_answer_is_safe_to_read(graded, instructors_tab):
    """Is the student's formula drawn, and did nothing of the answer run?"""
    cell = graded.locator(".nbgrader_cell").filter(has=graded.locator(f"#{WRITTEN}"))
    cell.scroll_into_view_if_needed()
    formula = cell.locator("math").first.bounding_box()
    assert formula["width"] > 20
    assert formula["height"] > 20
    assert graded.title() != "run"
    instructors_tab.screenshot("formgrader-answer", full_page=True)


def test_points_given_by_hand_count(graded, instructor, instructors_tab):
    """Is the total that of the tests plus what the instructor typed, also after another grading?"""
    graded.locator(f"input.score#{WRITTEN}").fill(str(BY_HAND))
    with graded.expect_response(lambda answer: "/formgrader/api/grade/" in answer.url):
        graded.keyboard.press("Tab")
    total = f"{POINTS - 2 + BY_HAND:g} / {POINTS}"
    assert total in table_of_scores(instructors_tab.page, instructor)
    instructors_tab.screenshot("formgrader-student")

    again = instructor.run("bncourse", "grade", UNIT, "--jobs", "1")
    assert again.returncode == 0, again.stderr
    assert total in table_of_scores(instructors_tab.page, instructor)


def test_plain_feedback_reads_offline(graded, instructor, new_tab):
    """Is nbgrader's own page of feedback whole without a network, formulas and all?"""
    made = instructor.run("nbgrader", "generate_feedback", UNIT)
    assert made.returncode == 0, made.stderr
    tab = new_tab()
    page = instructor.course / "feedback" / STUDENT / UNIT / f"{UNIT}.html"
    tab.page.goto(page.as_uri())
    assert tab.page.locator("math").count() > 20
    assert all(
        box["width"] and box["height"]
        for box in (formula.bounding_box() for formula in tab.page.locator("math").all()[:20])
    )
    assert tab.page.title() != "run"
    tab.screenshot("feedback", full_page=True)
    tab.context.close()
    tab.assert_quiet()


def test_nothing_was_reported_or_fetched(graded, students_tab, instructors_tab):
    """Was there no error in either console, and no request to another machine?"""
    students_tab.assert_quiet()
    instructors_tab.assert_quiet()
