"""Every lecture in JupyterLab: opened, run with Run All Cells, and its explorer used.

The parameters are the smallest that the lectures' claims allow; all else is as a student has it.
"""

from dataclasses import dataclass

import nbformat
import pytest
from lab_server import ROOT, LabServer, new_course
from lecture_parameters import small
from notebook_page import NotebookPage

from course_utils import optional
from course_utils.lectures import lecture_ids

HANDLE = ".jp-Notebook .noUi-handle"
PLOT = ".jp-Notebook .widget-html-content img"


def parameters_cell(notebook):
    return next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))


def make_small(path) -> None:
    """Give a lecture its smallest parameters, in place."""
    notebook = nbformat.read(path, as_version=4)
    cell = parameters_cell(notebook)
    own: dict = {}
    exec(cell.source, own)
    cell.source += "".join(f"\n{name} = {value!r}" for name, value in small(own).items())
    nbformat.write(notebook, path)


@dataclass(frozen=True)
class Lecture:
    """A lecture that has been run: its page, and its code cells before and after."""

    name: str
    notebook: NotebookPage
    stored: list[dict]
    cells: list[dict]

    def has(self, kind: str, text: str) -> bool:
        """Whether a cell of a kind holds a text."""
        cells = self.notebook.all_cells()
        return any(text in cell["source"] for cell in cells if cell["cell_type"] == kind)

    def outputs(self) -> list[dict]:
        return [output for cell in self.cells for output in cell["outputs"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab as a student has it, on a copy of the lectures."""
    folder = tmp_path_factory.mktemp("student")
    course = new_course(folder / "course", "notebooks")
    for path in (course / "notebooks").glob("*.ipynb"):
        make_small(path)
    with LabServer(course, folder / "home") as running:
        yield running


def all_lectures() -> list:
    names = lecture_ids(ROOT / "notebooks")
    return [pytest.param(name, marks=pytest.mark.xdist_group(name), id=name) for name in names]


@pytest.fixture(scope="module", params=all_lectures())
def lecture(request, server, new_tab):
    """One lecture, after Run All Cells."""
    tab = new_tab()
    notebook = NotebookPage(tab, server, f"notebooks/{request.param}.ipynb")
    stored = notebook.code_cells()
    cells = notebook.run_all()
    yield Lecture(request.param, notebook, stored, cells)
    notebook.shut_down()
    tab.context.close()


def pictures(cells: list[dict]) -> list[int]:
    """How many pictures each cell shows."""
    return [sum("image/png" in o.get("data", {}) for o in cell["outputs"]) for cell in cells]


def test_all_cells_run_in_order(lecture):
    """Do the cells count 1, 2, … to the last, without an error and without anything on stderr?"""
    wrong = [
        (output.get("ename") or output["name"], output.get("evalue") or output["text"])
        for output in lecture.outputs()
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]
    assert not wrong
    counts = [cell["execution_count"] for cell in lecture.cells]
    assert counts == list(range(1, len(counts) + 1))


def test_every_figure_is_drawn(lecture):
    """Does each cell show as many pictures as in the lecture that is handed out?"""
    if lacking := optional.missing(ROOT / "notebooks" / f"{lecture.name}.ipynb"):
        pytest.skip(f"the lecture skips its own cells, as {', '.join(lacking)} is not installed")
    assert pictures(lecture.cells) == pictures(lecture.stored)


def test_pages_are_whole(lecture):
    """Is each picture loaded, each formula typeset, and nothing wider than the page?

    Leaves pictures of the lecture in build/browser.
    """
    lecture.notebook.pictures(lecture.name)
    seen = lecture.notebook.page.evaluate(
        """() => {
            const all = selector => [...document.querySelectorAll('.jp-Notebook ' + selector)];
            return {
                broken: all('img').filter(i => !i.complete || !i.naturalWidth).length,
                formulas: all('mjx-container').length,
                refused: all('mjx-merror').map(e => e.textContent),
                raw: all('.jp-MarkdownOutput p').map(p => p.textContent)
                    .filter(t => /\\$\\$|\\\\frac|\\\\sigma/.test(t)),
                cut: all('.jp-MarkdownOutput, .jp-OutputArea-output')
                    .filter(e => e.scrollWidth > e.clientWidth + 1)
                    .map(e => [e.scrollWidth, e.clientWidth, e.textContent.slice(0, 80)]),
            };
        }"""
    )
    assert (seen["broken"], seen["refused"], seen["raw"], seen["cut"]) == (0, [], [], [])
    assert bool(seen["formulas"]) == lecture.has("markdown", "$")


def test_explorer_follows_keyboard_and_mouse(lecture):
    """Does the explorer's slider move by key and by mouse, and do label and plot follow?"""
    widgets = [
        index
        for index, cell in enumerate(lecture.notebook.all_cells())
        if any("widget-view" in kind for o in cell.get("outputs", []) for kind in o.get("data", {}))
    ]
    assert bool(widgets) == lecture.has("code", "explorer(")
    if not widgets:
        return
    page = lecture.notebook.page
    lecture.notebook.cell(widgets[0])
    page.locator(HANDLE).first.wait_for()
    before = state(page)

    page.locator(HANDLE).first.focus()
    page.keyboard.press("ArrowRight" if before["at"] < before["most"] else "ArrowLeft")
    by_key = wait_for_change(page, before)

    box = page.locator(f"{HANDLE} >> nth=0").bounding_box()
    track = page.locator(".jp-Notebook .noUi-base").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    share = 0.25 if by_key["at"] > (by_key["least"] + by_key["most"]) / 2 else 0.75
    page.mouse.move(track["x"] + share * track["width"], box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    wait_for_change(page, by_key)
    lecture.notebook.tab.screenshot(f"{lecture.name}-explorer")


def state(page) -> dict:
    """What the first explorer shows: the slider's place and label, and the plot."""
    return page.evaluate(
        f"""() => {{
            const handle = document.querySelector('{HANDLE}');
            const number = name => parseFloat(handle.getAttribute('aria-value' + name));
            const box = handle.closest('.jupyter-widgets');
            return {{
                at: number('now'), least: number('min'), most: number('max'),
                label: box.querySelector('.widget-readout').textContent,
                plot: document.querySelector('{PLOT}').src,
            }};
        }}"""
    )


def wait_for_change(page, before: dict) -> dict:
    """Wait until label and plot differ from what they were; return the new state."""
    for _attempt in range(100):
        now = state(page)
        if now["label"] != before["label"] and now["plot"] != before["plot"]:
            # The kernel may still have some places of the slider to draw.
            page.wait_for_timeout(500)
            return state(page)
        page.wait_for_timeout(100)
    raise AssertionError(f"label {before['label']!r} → {now['label']!r}, or the plot stayed")


def test_nothing_was_reported_or_fetched(lecture):
    """Was there no error in the browser's console, and no request to another machine?"""
    lecture.notebook.tab.assert_quiet()
