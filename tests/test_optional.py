"""A lecture without the package that it needs: its cells are skipped, and its outputs are kept."""

import importlib.util

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils import optional, stored_outputs

CELLS = [
    'from course_utils.optional import skip_cells_without\nskip_cells_without("torch")',
    'raise AssertionError("this must not run")',
    "%precision 3",
    "print('neither this')",
]
#: What a notebook can run first to have no PyTorch, whether it is installed or not.
WITHOUT = (
    "import importlib.util\nfind = importlib.util.find_spec\n"
    "importlib.util.find_spec = lambda name, *rest: None if name == 'torch' else find(name, *rest)"
)


def executed(tmp_path, *cells: str) -> nbformat.NotebookNode:
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "lecture.ipynb")
    return papermill.execute_notebook(
        tmp_path / "lecture.ipynb", tmp_path / "done.ipynb", progress_bar=False
    )


def printed(cell) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_cells_without_their_package_are_skipped_and_say_so(tmp_path):
    """Does no later cell run, but for magics, and does each say why?"""
    done = executed(tmp_path, WITHOUT, *CELLS)
    _, first, second, magic, last = done.cells
    assert "PyTorch is not installed" in printed(first)
    assert "pip install" in printed(first) and "restart the kernel" in printed(first)
    for cell in (second, last):
        assert printed(cell) == "Skipped: PyTorch is not installed.\n"
    assert "Skipped" not in printed(magic)


def test_cells_run_where_the_package_is(tmp_path):
    """Does a package that is installed let all cells run, silently?"""
    call = CELLS[0].replace('("torch")', '("numpy")') + ";"
    done = executed(tmp_path, call, "print('this runs')")
    assert [printed(cell) for cell in done.cells] == ["", "this runs\n"]


def test_outputs_of_skipped_cells_are_never_stored(tmp_path, monkeypatch):
    """Is a lecture that would be skipped left alone, with an error that says what to install?"""
    lecture = tmp_path / "lecture.ipynb"
    nbformat.write(new_notebook(metadata={optional.NEEDS: ["torch"]}), lecture)
    find = importlib.util.find_spec
    monkeypatch.setattr(
        optional.importlib.util, "find_spec", lambda name: None if name == "torch" else find(name)
    )
    assert optional.missing(lecture) == ["torch"]
    before = lecture.read_bytes()
    with pytest.raises(RuntimeError, match=r"lecture needs PyTorch \(.*pip install"):
        stored_outputs.store_outputs(lecture)
    assert lecture.read_bytes() == before


def test_a_lecture_without_needs_lacks_nothing(tmp_path):
    """Does a notebook that names no package lack none?"""
    nbformat.write(new_notebook(), tmp_path / "lecture.ipynb")
    assert optional.missing(tmp_path / "lecture.ipynb") == []
