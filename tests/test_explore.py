"""The explorers' notebooks run, and Voilà is started so that their pages need no network."""

import os
import re
from html.parser import HTMLParser

import nbformat
import papermill
import pytest
from conftest import ROOT

from course_utils import explore

FOLDER = ROOT / "explorers"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
TEMPLATE = FOLDER / "jupyter" / "voila" / "templates" / explore.TEMPLATE


@pytest.mark.parametrize("name", NAMES)
def test_explorer_runs(name, tmp_path):
    """Does each notebook end in a widget, without errors or stderr?"""
    done = papermill.execute_notebook(
        FOLDER / f"{name}.ipynb", tmp_path / "done.ipynb", cwd=tmp_path, progress_bar=False
    )
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert [output.output_type for output in outputs] == ["execute_result"]
    assert "application/vnd.jupyter.widget-view+json" in outputs[0].data


@pytest.mark.parametrize("name", NAMES)
def test_explorer_is_short_and_bare(name):
    """Has each a title, one code cell of a few lines, no stored output and no TeX?"""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", 4)
    text, code = notebook.cells
    assert text.source.startswith("# ") and notebook.metadata.title
    assert not code.outputs and len(code.source.splitlines()) <= 15
    # Voilà typesets TeX with MathJax from the network.
    assert "$" not in text.source


def test_list_names_every_explorer():
    """Does the list of explorers link each notebook once?"""
    listed = re.findall(r"render/(\w+)\.ipynb", (TEMPLATE / "tree-lab.html").read_text("utf-8"))
    assert sorted(listed) == NAMES


class Loaded(HTMLParser):
    """What a page loads from elsewhere."""

    def __init__(self):
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag in ("script", "img", "link"):
            self.urls += [url for url in (named.get("src"), named.get("href")) if url]


def test_template_loads_nothing_from_the_network():
    """Does neither of the template's pages name another machine?"""
    for page in ("index.html.j2", "tree-lab.html"):
        loaded = Loaded()
        loaded.feed((TEMPLATE / page).read_text("utf-8"))
        assert not [url for url in loaded.urls if "//" in url], page


def test_voila_finds_the_template_besides_the_users_own_paths(monkeypatch):
    """Is the template's folder put before what JUPYTER_PATH names already?"""
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    paths = explore.environment(ROOT)["JUPYTER_PATH"].split(os.pathsep)
    assert paths == [str(FOLDER / "jupyter"), "elsewhere"]
    monkeypatch.delenv("JUPYTER_PATH")
    assert explore.environment(ROOT)["JUPYTER_PATH"] == str(FOLDER / "jupyter")


def test_options_reach_voila():
    """Do port and browser reach Voilà's command?"""
    assert "--port=1234" in explore.command(ROOT, port=1234)
    assert "--no-browser" not in explore.command(ROOT)
    assert "--no-browser" in explore.command(ROOT, browser=False)


def test_without_voila_the_message_says_how_to_install_it(monkeypatch):
    """Is a missing Voilà an error that says what to do?"""
    monkeypatch.setattr(explore.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install"):
        explore.explore(ROOT)
