"""Lectures on Colab and Binder: the links under a title, and a set-up cell that installs."""

import sys

import nbformat
import pytest
from conftest import ROOT
from IPython.core.interactiveshell import InteractiveShell
from nbformat import v4

from course_utils import cli
from course_utils.lectures import lecture_ids
from course_utils.publishing import elsewhere

PUBLIC = ("owner", "course.name")


def lecture() -> nbformat.NotebookNode:
    """A lecture of four cells."""
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# 01 · Title\n\n*What it is about.*\n\nText."),
            v4.new_code_cell("SEEDS = 3", metadata={"tags": ["parameters"]}, execution_count=1),
            v4.new_markdown_cell("Run this lecture in the browser: no, not here.\n\nText."),
            v4.new_code_cell("import math\n\nx = 1", execution_count=2),
        ]
    )


@pytest.mark.parametrize("name", lecture_ids(ROOT / "notebooks"))
def test_every_lecture_is_up_to_date(name):
    """Has each lecture the line and the statement that `bncourse links` would write now?"""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)
    assert elsewhere.with_links(notebook, name, elsewhere.repository_of(ROOT)) == notebook


@pytest.mark.parametrize("repository", [None, PUBLIC])
def test_links_are_written_once(repository):
    """Do line and statement stand where they belong, once, with everything else as it was?"""
    before = lecture()
    linked = elsewhere.with_links(before, "01_title", repository)
    assert before.cells[0].source.startswith("# 01 · Title\n\n*What")
    line, statement = elsewhere.line("01_title", repository), elsewhere.installing(repository)
    assert linked.cells[0].source == f"# 01 · Title\n\n{line}\n\n*What it is about.*\n\nText."
    assert linked.cells[3].source == statement + "import math\n\nx = 1"
    assert linked.cells[1:3] == before.cells[1:3]
    assert elsewhere.with_links(linked, "01_title", repository) == linked
    for other in (None, PUBLIC, ("another", "one")):
        moved = elsewhere.with_links(linked, "01_title", other)
        assert moved == elsewhere.with_links(before, "01_title", other)


def test_links_name_the_lecture():
    """Do the links open this lecture from the repository, with the path quoted for Binder?"""
    line = elsewhere.line("01_title", PUBLIC)
    assert "/github/owner/course.name/blob/main/notebooks/01_title.ipynb)" in line
    assert "/v2/gh/owner/course.name/main?urlpath=lab%2Ftree%2Fnotebooks%2F01_title.ipynb)" in line
    assert "![" not in line


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ("", None),
        ('[project.urls]\nDocumentation = "https://example.org"', None),
        ('[project.urls]\nRepository = "https://github.com/owner/course.name"', PUBLIC),
        ('[project.urls]\nRepository = "https://github.com/owner/course.name.git"', PUBLIC),
        ('[project.urls]\nRepository = "https://github.com/owner/course.name/"', PUBLIC),
    ],
)
def test_the_address_stands_in_one_place(urls, expected, tmp_path):
    """Is the address read from pyproject.toml, and a course without one private?"""
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n{urls}\n')
    assert elsewhere.repository_of(tmp_path) == expected


def test_an_address_elsewhere_is_refused(tmp_path):
    """Is an address that Colab can't open refused, with what to write instead?"""
    urls = '[project.urls]\nRepository = "https://git.example.org/owner/name"'
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n{urls}\n')
    with pytest.raises(ValueError, match="OWNER/NAME, or leave"):
        elsewhere.repository_of(tmp_path)


def test_links_of_a_course_are_written_by_the_command(tmp_path, monkeypatch, capsys):
    """Does `bncourse links` change the lectures that need it, and say which?"""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "nbgrader_config.py").touch()
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "x"\n')
    path = tmp_path / "notebooks" / "01_title.ipynb"
    nbformat.write(lecture(), path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["links"]) == 0
    assert "01_title" in capsys.readouterr().out
    written = path.read_bytes()
    assert cli.main(["links"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert path.read_bytes() == written
    project.write_text(project.read_text() + '[project.urls]\nRepository = "https://x.org/a/b"\n')
    assert cli.main(["links"]) == 1
    assert path.read_bytes() == written


@pytest.mark.parametrize("cells", [[0], [0, 1, 2], [1, 3]])
def test_a_notebook_that_is_no_lecture_is_refused(cells):
    """Is a notebook without a title, text or set-up refused by its name?"""
    notebook = lecture()
    notebook.cells = [notebook.cells[number] for number in cells]
    with pytest.raises(ValueError, match="99_mine: a lecture begins with a title"):
        elsewhere.with_links(notebook, "99_mine", None)


# The set-up cell


@pytest.fixture
def shell(monkeypatch):
    """An IPython of its own whose `%pip` notes what it was asked, and "installs" the package."""
    shell = InteractiveShell()
    shell.asked = []

    def pip(text):
        shell.asked.append(text)
        monkeypatch.delitem(sys.modules, "course_utils")

    shell.register_magic_function(pip, magic_name="pip")
    return shell


@pytest.mark.parametrize("repository", [None, PUBLIC])
def test_a_missing_course_is_installed(repository, shell, monkeypatch):
    """Where course_utils can't be imported, does the set-up cell install it, then go on?"""
    # None in sys.modules makes an import raise ModuleNotFoundError.
    monkeypatch.setitem(sys.modules, "course_utils", None)
    code = elsewhere.installing(repository) + "from course_utils import folders\nx = 1"
    result = shell.run_cell(code)
    result.raise_error()
    source = "git+https://github.com/owner/course.name@main" if repository else elsewhere.BUNDLE
    assert shell.asked == [f"install -q {source}"]
    assert shell.user_ns["x"] == 1


def test_an_installed_course_is_left_alone(shell):
    """Where course_utils is there, does the set-up cell ask pip for nothing and print nothing?"""
    shell.run_cell(elsewhere.installing(None)).raise_error()
    assert shell.asked == []
