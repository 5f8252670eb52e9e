"""JupyterLab with the package's settings, as a student and as an instructor meet it."""

import json
from urllib.request import urlopen

import nbformat
import pytest
from lab_server import ROOT, TOKEN, LabServer, new_course
from nbformat import v4
from notebook_page import NotebookPage
from playwright.sync_api import expect

SETTINGS = json.loads((ROOT / "jupyter/overrides.d/batchnorm-course.json").read_text("utf-8"))
LECTURE = "notebooks/01_preprocessing.ipynb"
PLOT = ".jp-Notebook .jupyter-widgets img"
PANELS = {"Formgrader", "Create assignment", "Course List"}

pytestmark = pytest.mark.xdist_group("settings")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab as `make lab` starts it."""
    folder = tmp_path_factory.mktemp("settings")
    with LabServer(new_course(folder / "course", "notebooks"), folder / "home") as running:
        yield running


@pytest.mark.parametrize("plugin", SETTINGS)
def test_the_server_gives_the_settings(server, plugin):
    """Are the package's values what the server hands out as defaults?"""
    with urlopen(f"{server.address}/lab/api/settings/{plugin}?token={TOKEN}", timeout=30) as answer:
        properties = json.load(answer)["schema"]["properties"]
    for name, value in SETTINGS[plugin].items():
        default = properties[name]["default"]
        # An object keeps what it had besides.
        assert default == (default | value if isinstance(value, dict) else value), name


def test_the_first_minute_is_quiet(server, tab):
    """Are there line numbers in code, and neither a question about news nor any other pop-up?"""
    NotebookPage(tab, server, LECTURE)
    expect(tab.page.locator(".jp-CodeCell .cm-lineNumbers").first).to_be_visible()
    tab.page.wait_for_timeout(3000)
    assert tab.page.locator(".Toastify__toast, .jp-Dialog").count() == 0
    tab.screenshot("settings-lecture")


def test_what_is_written_is_saved(server, tab):
    """Is a change saved without anybody's saving, within autosaveInterval?"""
    notebook = NotebookPage(tab, server, LECTURE)
    notebook.write(0, "# Written by a student")
    seconds = SETTINGS["@jupyterlab/docmanager-extension:plugin"]["autosaveInterval"]
    path = server.course / LECTURE
    for _attempt in range(seconds + 15):
        if "# Written by a student" in path.read_text("utf-8"):
            return
        tab.page.wait_for_timeout(1000)
    raise AssertionError(f"not saved after {seconds} s")


def test_an_explorer_is_there_again_without_its_kernel(server, new_tab):
    """Does a lecture that was run, saved and opened again show the explorer as it was left?"""
    code = "from course_utils.widgets import epsilon_explorer\nepsilon_explorer(6000.0)"
    path = server.course / "explorer.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = v4.new_notebook(cells=[v4.new_code_cell(code)], metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    first, again = new_tab(), new_tab()
    page = NotebookPage(first, server, path.name)
    page.run_all()
    expect(first.page.locator(PLOT)).to_be_visible()
    page.save()
    page.shut_down()
    first.context.close()
    again.page.goto(server.url(f"lab/tree/{path.name}") + "&reset")
    expect(again.page.locator(PLOT)).to_be_visible(timeout=30_000)
    again.screenshot("settings-explorer-again")
    again.context.close()
    again.assert_quiet()


def nbgraders_menu(tab, server) -> set[str]:
    """The entries of the menu Nbgrader that are shown."""
    tab.page.goto(server.url("lab") + "&reset")
    tab.page.locator(".jp-Launcher").wait_for()
    tab.menu("Nbgrader")
    items = tab.page.locator(".lm-Menu-item:visible .lm-Menu-itemLabel")
    return {text for text in items.all_inner_texts() if text}


def test_a_student_sees_no_panel_of_the_instructors(server, tab):
    """Has a student the list of assignments, and none of the instructor's panels?"""
    assert nbgraders_menu(tab, server) == {"Assignment List"}
    tab.screenshot("settings-student-menu")


@pytest.fixture
def instructors_server(tmp_path):
    """JupyterLab as `make lab-instructor` starts it."""
    course = new_course(tmp_path / "course", "notebooks")
    with LabServer(course, tmp_path / "home", instructor=True) as running:
        yield running


def test_an_instructor_sees_them(instructors_server, tab):
    """Has an instructor the list of assignments, and all panels?"""
    assert nbgraders_menu(tab, instructors_server) >= PANELS | {"Assignment List"}
