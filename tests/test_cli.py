"""The commands: the main job ends with tables and an offline page; errors say what to do."""

import re
import subprocess
import sys
import time

import nbformat
import pytest
from conftest import ROOT

from course_utils import cli, lectures, report, stored_outputs, summary
from course_utils.folders import find_root

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
CLAIM = "assert SEEDS < 9, 'the claim does not hold'\nprint('seeds', SEEDS)"


@pytest.fixture
def lecture(tmp_path):
    """A folder with one lecture of two cells."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("SEEDS = 2", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(CLAIM),
            nbformat.v4.new_markdown_cell(r"$\hat{x}$"),
        ]
    )
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    nbformat.write(notebook, folder / "09_claim.ipynb")
    return folder / "09_claim.ipynb"


def test_help_does_not_wait_for_tensorflow():
    """Does `bncourse --help` answer within half a second, or a few on a busy machine?"""
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "course_utils.cli", "--help"], check=True, capture_output=True
        )
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 1.0


def test_parameters_reach_a_lecture(lecture, tmp_path):
    """Does papermill run a lecture with other parameters, and leave the lecture itself alone?"""
    before = lecture.read_bytes()
    (run,) = lectures.run_lectures(lecture.parent, tmp_path / "out", parameters={"SEEDS": 4})
    assert run.error is None
    assert "seeds 4" in run.notebook.read_text(encoding="utf-8")
    assert lecture.read_bytes() == before


def test_only_what_changed_is_run_again(lecture, tmp_path):
    """Is a lecture run again for another parameter or cell, or when asked, and only then?"""

    def stored(**options):
        options = {"parameters": {"SEEDS": 4}} | options
        (run,) = lectures.run_lectures(lecture.parent, tmp_path / "out", **options)
        assert run.error is None
        return run.stored

    assert [stored(), stored()] == [False, True]
    assert not stored(again=True)
    assert not stored(parameters={"SEEDS": 5})
    assert not stored()
    notebook = nbformat.read(lecture, as_version=4)
    notebook.cells[2].source = "another text"
    nbformat.write(notebook, lecture)
    assert [stored(), stored()] == [False, True]


def test_a_lecture_that_failed_or_was_cut_off_is_run_again(lecture, tmp_path):
    """Is a result with an error, or half a file, taken for a result?"""
    for _ in range(2):
        (run,) = lectures.run_lectures(lecture.parent, tmp_path / "out", parameters={"SEEDS": 9})
        assert run.error and not run.stored
    lectures.run_lectures(lecture.parent, tmp_path / "out")
    made = tmp_path / "out" / "09_claim.ipynb"
    made.write_text(made.read_text(encoding="utf-8")[:200], encoding="utf-8")
    (run,) = lectures.run_lectures(lecture.parent, tmp_path / "out")
    assert run.error is None and not run.stored


def test_a_claim_that_fails_is_reported_and_kept(lecture, tmp_path):
    """Does a failed claim say which cell it was, with the outputs so far kept?"""
    (run,) = lectures.run_lectures(lecture.parent, tmp_path / "out", parameters={"SEEDS": 9})
    assert run.error == "cell 3: AssertionError: the claim does not hold"
    assert run.notebook.exists()


def test_unknown_lectures_are_refused(lecture, tmp_path):
    """Does a misspelt lecture name those there are?"""
    with pytest.raises(FileNotFoundError, match="09_claim"):
        lectures.run_lectures(lecture.parent, tmp_path / "out", ["10_claim"])


def test_stored_outputs_change_nothing_but_outputs(lecture):
    """Does storing outputs keep source, ids and tags, and add no cell of papermill's?"""
    before = nbformat.read(lecture, 4)
    assert stored_outputs.store_outputs(lecture).error is None
    after = nbformat.read(lecture, 4)
    keep = ("id", "source", "metadata", "cell_type")
    assert [[cell[k] for k in keep] for cell in after.cells] == [
        [cell[k] for k in keep] for cell in before.cells
    ]
    assert after.metadata == before.metadata
    assert [cell.get("execution_count") for cell in after.cells] == [1, 2, None]
    assert after.cells[1].outputs[0].text == "seeds 2\n"


def test_a_failed_lecture_keeps_its_old_outputs(lecture):
    """If a claim fails, is the lecture's file left as it was?"""
    notebook = nbformat.read(lecture, 4)
    notebook.cells[0].source = "SEEDS = 9"
    nbformat.write(notebook, lecture)
    before = lecture.read_bytes()
    assert stored_outputs.store_outputs(lecture).error is not None
    assert lecture.read_bytes() == before


def test_the_report_holds_tables_figures_and_lectures(lecture, tmp_path, digits):
    """Is the page complete, with texts for its figures, and does it read without a network?"""
    runs = lectures.run_lectures(lecture.parent, tmp_path / "out" / "notebooks")
    results = summary.summarise(
        digits, seeds=2, epochs=1, presets=["dense64x2", "dense128"], batch_sizes=[64, 256]
    )
    page = report.write_report(tmp_path / "out", runs, results, digits)
    text = page.read_text(encoding="utf-8")
    assert str(digits).split(" (")[0] in text
    for part in ("dense64x2", "dense128", "verdict", 'href="09_claim.html"', "batch size"):
        assert part in text
    images = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', text)
    assert [name for name, _ in images] == ["presets.png", "batch_sizes.png"]
    for name, alt in images:
        assert (page.parent / name).read_bytes().startswith(b"\x89PNG")
        assert len(alt) > 40
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert (page.parent / "09_claim.html").is_file()
    assert (page.parent / "mathjax" / "MathJax.js").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["course", "--dataset", "fashion"], '"embedded" or "full"'),
        (["course", "--seeds", "0"], "number of seeds"),
        (["course", "99_nothing"], "01_preprocessing"),
        (["release", "99_nothing"], "99_nothing"),
        (["notebooks", "99_nothing"], "01_preprocessing"),
    ],
)
def test_wrong_arguments_end_with_one_line(arguments, says, capsys, monkeypatch):
    """Does each wrong argument exit with 1 and say what is allowed, without a traceback?"""
    monkeypatch.chdir(ROOT)
    assert cli.main(arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith("bncourse: ")
    assert says in error


def test_outside_a_course_the_command_says_where_to_run(tmp_path, capsys, monkeypatch):
    """Does a command in a foreign folder say that it needs the course's?"""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["release"]) == 1
    assert "run this in the course's folder" in capsys.readouterr().err
    assert find_root(ROOT / "course_utils" / "grading") == ROOT
