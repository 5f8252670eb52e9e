"""Figures in JupyterLab can be heard: each has the alternative text that its output carries."""

import pytest
from lab_server import LabServer, new_course
from notebook_page import NotebookPage

LECTURE = "01_preprocessing"

# A server of its own, beside no other test of this file.
pytestmark = pytest.mark.xdist_group("figures")


@pytest.fixture
def notebook(tmp_path, tab):
    """A lecture as it is handed out, opened and not run."""
    course = new_course(tmp_path / "course", "notebooks")
    with LabServer(course, tmp_path / "home") as server:
        opened = NotebookPage(tab, server, f"notebooks/{LECTURE}.ipynb")
        yield opened
        opened.shut_down()


def test_stored_figures_have_their_texts(notebook):
    """Has each figure of the lecture, in the page, the text that is stored with it?"""
    seen = 0
    for index, cell in enumerate(notebook.all_cells()):
        texts = [
            output["metadata"]["image/png"]["alt"]
            for output in cell.get("outputs", [])
            if "image/png" in output.get("data", {})
        ]
        if texts:
            images = notebook.cell(index).locator(".jp-RenderedImage img")
            images.last.wait_for()
            assert images.evaluate_all("all => all.map(image => image.alt)") == texts
            seen += len(texts)
    assert seen >= 4
