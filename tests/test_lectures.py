"""Every lecture runs: with small parameters, with its defaults (nbval), and on the whole MNIST.

What a lecture claims is asserted by its own cells, so a claim that doesn't hold fails here.
"""

import ast
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from lecture_parameters import small

from course_utils.lectures import MATHJAX, copy_mathjax, lecture_ids, run_lecture, to_html

FOLDER = ROOT / "notebooks"
LECTURES = lecture_ids(FOLDER)
UNITS = [lecture for lecture in LECTURES if not lecture.startswith("00")]


def cells(lecture: str) -> list[nbformat.NotebookNode]:
    return nbformat.read(FOLDER / f"{lecture}.ipynb", as_version=4).cells


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def parameters_of(lecture: str) -> dict:
    """The names and values of the cell tagged `parameters`."""
    code = next(cell for cell in cells(lecture) if cell.cell_type == "code")
    assert "parameters" in tags(code), f"{lecture}: the first code cell must hold the parameters"
    return {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in ast.parse(code.source).body
    }


def run(lecture: str, tmp_path, **parameters):
    return run_lecture(FOLDER / f"{lecture}.ipynb", tmp_path / f"{lecture}.ipynb", parameters)


@pytest.mark.parametrize("lecture", LECTURES)
def test_lecture_runs_with_small_parameters(lecture, tmp_path):
    """Do all cells run, claims included, with fewer seeds and epochs than the defaults?"""
    result = run(lecture, tmp_path, **small(parameters_of(lecture)))
    assert result.error is None
    for cell in nbformat.read(result.notebook, 4).cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", output


WRONG = {
    "DATASET": "fashion",
    "EPOCHS": -1,
    "SEEDS": 0,
    "STEPS": 0,
    "BATCH_SIZE": 0,
    "BATCH_SIZES": [],
    "PRESETS": ["alexnet"],
}


@pytest.mark.parametrize(
    ("lecture", "name"),
    [(lecture, name) for lecture in LECTURES for name in parameters_of(lecture) if name in WRONG],
)
def test_wrong_parameter_stops_in_the_first_cells(lecture, name, tmp_path):
    """Does a wrong parameter stop the lecture at its set-up, naming parameter and value?"""
    result = run(lecture, tmp_path, **{name: WRONG[name]})
    assert result.error is not None
    assert f"{name} = {WRONG[name]!r}" in result.error
    executed = [c for c in nbformat.read(result.notebook, 4).cells if c.get("execution_count")]
    assert len(executed) <= 3


@pytest.mark.parametrize("lecture", LECTURES)
def test_every_parameter_is_checked(lecture):
    """Is every parameter one that `parameters.check` has a rule for?"""
    assert set(parameters_of(lecture)) <= WRONG.keys()


@pytest.mark.thorough
@pytest.mark.parametrize("lecture", LECTURES)
def test_lecture_holds_on_the_whole_mnist(lecture, tmp_path, mnist_path, monkeypatch):
    """Do all claims hold with DATASET="full" and the defaults?"""
    monkeypatch.setenv("BNCOURSE_MNIST", str(mnist_path))
    assert run(lecture, tmp_path, DATASET="full").error is None


@pytest.mark.parametrize("lecture", LECTURES)
def test_outputs_are_stored_in_order(lecture):
    """Were the outputs stored from one run, top to bottom, without errors or stderr?"""
    code = [cell for cell in cells(lecture) if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


@pytest.mark.parametrize("lecture", LECTURES)
def test_figures_and_timings_are_not_compared_by_nbval(lecture):
    """Is every cell whose output differs between machines tagged nbval-ignore-output?"""
    for cell in cells(lecture):
        shown = [output.get("data", {}) for output in cell.get("outputs", [])]
        if any("image/png" in data for data in shown):
            assert "nbval-ignore-output" in tags(cell), cell.source


@pytest.mark.parametrize("lecture", LECTURES)
def test_figures_have_alternative_texts(lecture):
    """Does every stored figure carry a sentence for those who can't see it?"""
    for cell in cells(lecture):
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"]) > 20, cell.source


@pytest.mark.parametrize("lecture", UNITS)
def test_lecture_is_a_sitting(lecture):
    """Has each lecture 1,200 to 2,000 words, four figures, three predictions, three claims?"""
    prose = " ".join(cell.source for cell in cells(lecture) if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in cells(lecture) if cell.cell_type == "code")
    figures = sum(
        "image/png" in output.get("data", {})
        for cell in cells(lecture)
        for output in cell.get("outputs", [])
    )
    assert 1200 <= len(re.findall(r"\w[\w'’-]*", re.sub(r"\$[^$]*\$", "", prose))) <= 2300
    assert figures >= 4
    assert len(re.findall(r"^prediction_\w+ = ", code, re.M)) >= 3
    assert len(re.findall(r"^\s*assert ", code, re.M)) >= 3


def test_a_page_reads_offline(tmp_path):
    """Does an exported page load nothing from the network, formulas included?"""
    page = to_html(FOLDER / f"{LECTURES[0]}.ipynb", tmp_path).read_text(encoding="utf-8")
    loaded = re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', page)
    assert not [url for url in loaded if re.match(r"(https?:)?//", url)]
    (mathjax,) = [url for url in loaded if url.startswith(MATHJAX)]
    copy_mathjax(tmp_path)
    script, configurations = mathjax.split("?config=")
    assert (tmp_path / script).is_file()
    for name in configurations.split(","):
        assert (tmp_path / MATHJAX / "config" / f"{name}.js").is_file()
    (fonts,) = re.findall(r'webFont: "([^"]+)"', page)
    assert (tmp_path / MATHJAX / "fonts" / "HTML-CSS" / fonts).is_dir()


@pytest.mark.parametrize("lecture", LECTURES)
def test_a_page_describes_its_figures(lecture, tmp_path):
    """Does an exported page give each figure the text that is stored with it?"""
    page = to_html(FOLDER / f"{lecture}.ipynb", tmp_path).read_text(encoding="utf-8")
    texts = [
        output.metadata["image/png"]["alt"]
        for cell in cells(lecture)
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert [image["alt"] for image in BeautifulSoup(page, "html.parser").select("img")] == texts


def test_pages_link_each_other(tmp_path):
    """Do links between lectures lead to pages, and those to single cells to their places?"""
    pages = {lecture: to_html(FOLDER / f"{lecture}.ipynb", tmp_path) for lecture in LECTURES}
    texts = {lecture: page.read_text(encoding="utf-8") for lecture, page in pages.items()}
    links = {
        link
        for text in texts.values()
        for link in re.findall(r'href="([\w-]+)\.html(?:#([\w=-]+))?"', text)
    }
    assert any(place for _, place in links)
    for lecture, place in links:
        assert lecture in texts
        assert not place or f'id="{place}"' in texts[lecture]
