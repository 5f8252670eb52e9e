"""The site: every lecture a page with its figures described, every link leads somewhere."""

import re
import shutil
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
import yaml
from conftest import ROOT

from course_utils import cli
from course_utils.lectures import lecture_ids
from course_utils.publishing import site, site_pages

LECTURES = lecture_ids(ROOT / "notebooks")
OUTSIDE = re.compile(r"(https?:)?//")

# The course's own site is built once, in one process.
pytestmark = pytest.mark.xdist_group("site")


@dataclass
class Page(HTMLParser):
    """What one page holds: ids, links, what it loads, and its images with their texts."""

    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)
    loads: list = field(default_factory=list)
    images: dict = field(default_factory=dict)

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "img":
            self.images[given["src"]] = given.get("alt", "")
        if tag in ("img", "script", "iframe") and "src" in given:
            self.loads.append(given["src"])
        if tag == "link" and given.get("rel") != "canonical":
            self.loads.append(given["href"])


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The site of the course, from its stored outputs."""
    return site.build_site(ROOT, tmp_path_factory.mktemp("site") / "site").parent


@pytest.fixture(scope="module")
def pages(built) -> dict[Path, Page]:
    found = {}
    for path in built.rglob("*.html"):
        if "_static" not in path.parts:
            found[path] = Page()
            found[path].feed(path.read_text(encoding="utf-8"))
    return found


def test_every_lecture_is_a_page_and_stands_in_the_contents(built, pages):
    """Is there a page for each notebook, linked from home, besides assignments and the budget?"""
    home = pages[built / "index.html"]
    expected = [f"notebooks/{lecture}.html" for lecture in LECTURES]
    for page in [*expected, "assignments.html", "docs/budget.html"]:
        assert (built / page).is_file()
        assert page in home.links


def test_links_lead_somewhere(pages):
    """Does each link within the site end at a file, and at a place that is there?"""
    places = 0
    for path, page in pages.items():
        for link in page.links:
            if OUTSIDE.match(link):
                continue
            target, place = urldefrag(unquote(link))
            file = (path.parent / target).resolve() if target else path
            assert file.is_file(), f"{path.name}: {link}"
            if place:
                assert place in pages[file].ids, f"{path.name}: {link}"
                places += "cell-id=" in place
    # The audit links single cells of other lectures.
    assert places >= 12


def test_nothing_is_loaded_from_outside(built, pages):
    """Do pages and style sheets name only files of the site, and do these exist?"""
    for path, page in pages.items():
        for url in page.loads:
            # Sphinx names pages that are not there (yet) "#".
            if url != "#" and not url.startswith("data:"):
                assert not OUTSIDE.match(url), f"{path.name}: {url}"
                assert (path.parent / url.split("?")[0]).is_file(), f"{path.name}: {url}"
    for style in built.rglob("*.css"):
        urls = re.findall(r"url\(['\"]?([^'\")]+)", style.read_text(encoding="utf-8"))
        assert not [url for url in urls if OUTSIDE.match(url)], style


@pytest.mark.parametrize("lecture", LECTURES)
def test_figures_carry_the_texts_stored_with_them(lecture, built, pages):
    """Does each figure have, in order, the alternative text that its output holds?"""
    cells = nbformat.read(ROOT / "notebooks" / f"{lecture}.ipynb", 4).cells
    stored = [
        output.metadata["image/png"]["alt"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert list(pages[built / "notebooks" / f"{lecture}.html"].images.values()) == stored


def test_images_of_the_guides_have_texts(pages):
    """Has every image a text, those of the guides too, and none its own file name?"""
    assert sum(len(page.images) for page in pages.values()) > 50
    for path, page in pages.items():
        for source, text in page.images.items():
            assert len(text) > 20 and Path(source).stem not in text, path


def test_pages_say_nothing_of_the_machine_they_were_made_on(built):
    """Is no absolute path of this machine in a page, and no file left that only Sphinx needs?"""
    for path in built.rglob("*"):
        if path.suffix in (".html", ".js"):
            text = path.read_text(encoding="utf-8")
            assert str(built.parent) not in text and str(ROOT) not in text, path
    assert not list(built.glob(".*"))


def test_search_knows_every_lecture(built):
    """Does the index, a script so that it can be read from a folder, hold titles and words?"""
    index = (built / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(")
    assert all(f"notebooks/{lecture}" in index for lecture in LECTURES)
    assert '"momentum"' in index


def test_assignments_are_listed_with_their_points(built):
    """Does the page name each exercise, the sum of its points, and give the notebook along?"""
    text = site_pages.assignments(ROOT / "release", LECTURES)
    assert text.count(", 25 points") == len(list((ROOT / "release").iterdir()))
    assert "Exercise 1 · `batch_norm_forward` (7 points)" in text
    assert "\n1. A baseline that can be repeated (3 points)\n" in text
    # A comment in a question's code is no exercise.
    assert "torch.optim" not in text
    saved = list((built / "_downloads").rglob("*.ipynb"))
    assert sorted(path.name for path in saved) == sorted(
        path.name for path in (ROOT / "release").glob("*/*.ipynb")
    )


def test_readme_becomes_a_home_page_and_chapters():
    """Does home end with the student's section, and is each later one a page with a title?"""
    readme = (
        "# T\n\nintro\n\n## Two\n\n## If you are a student\n\nread\n\n## If you teach\n\n# sh\n"
    )
    pages = site_pages.chapters(readme)
    assert list(pages) == ["index", "if-you-teach"]
    assert pages["index"].endswith("read\n\n") and "## Two" in pages["index"]
    assert pages["if-you-teach"] == "# If you teach\n\n# sh\n"
    with pytest.raises(ValueError, match="If you are a student"):
        site_pages.chapters("# T\n\n## Two\n")


@pytest.fixture
def small(tmp_path) -> Path:
    """A course of one lecture, with a widget and a table that links a cell of its own."""
    root = tmp_path / "course"
    for folder in ("notebooks", "docs", "release"):
        (root / folder).mkdir(parents=True)
    (root / "README.md").write_text(
        "# C\n\n## If you are a student\n\n[one](notebooks/01_a.ipynb)\n"
    )
    table = '<table class="dataframe"><td><a href="01_a.ipynb#cell-id=run">run</a></td></table>'
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "Slider"}
    code = nbformat.v4.new_code_cell("run", id="run", execution_count=1)
    code.outputs = [
        nbformat.v4.new_output("display_data", {"text/html": table}),
        nbformat.v4.new_output("display_data", view),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One"), code])
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    nbformat.write(notebook, root / "notebooks" / "01_a.ipynb")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


def test_widgets_are_left_out_and_linked_cells_marked(small):
    """Is no widget on the page, and can a table's link find its cell?"""
    page = site.build_site(small, small / "build" / "site").parent / "notebooks" / "01_a.html"
    text = page.read_text(encoding="utf-8")
    assert "widget-state" not in text and "widget-view" not in text and "Slider" not in text
    assert 'href="01_a.html#cell-id=run"' in text and 'id="cell-id=run"' in text


def test_a_broken_link_ends_the_build(small, monkeypatch, capsys):
    """Is a page's mistake named, with page and link, and is the site of before kept?"""
    monkeypatch.chdir(small)
    assert cli.main(["site"]) == 0
    before = (small / "build" / "site" / "index.html").read_text(encoding="utf-8")
    readme = small / "README.md"
    readme.write_text(readme.read_text() + "\n[gone](docs/gone.md)\n")
    assert cli.main(["site"]) == 1
    told = capsys.readouterr().err
    assert "index.md:7" in told and "docs/gone.md" in told
    assert (small / "build" / "site" / "index.html").read_text(encoding="utf-8") == before
    assert [path.name for path in (small / "build").iterdir()] == ["site"]


def test_another_folder_is_not_replaced(small, monkeypatch, capsys):
    """Is a folder that holds something else refused, and left as it is?"""
    monkeypatch.chdir(small)
    assert cli.main(["site", "--output", "docs/.."]) == 1
    assert "name a new folder" in capsys.readouterr().err
    assert (small / "README.md").is_file()


def test_no_lecture_is_an_error(small, monkeypatch, capsys):
    """Does a folder without lectures say so?"""
    monkeypatch.chdir(small)
    assert cli.main(["site", "--notebooks", "release"]) == 1
    assert "There is no lecture in release" in capsys.readouterr().err


def test_a_missing_package_is_named(small, monkeypatch, capsys):
    """Where Sphinx's theme is not installed, does the message say what to install, and how?"""
    monkeypatch.chdir(small)
    monkeypatch.setattr(site, "_PACKAGES", ("a_theme_that_is_not_there", *site._PACKAGES))
    assert cli.main(["site"]) == 1
    told = capsys.readouterr().err
    assert "This needs a_theme_that_is_not_there:" in told and "'.[site]'" in told


def test_the_workflow_publishes_the_site_that_ci_makes():
    """Does CI make the site, in the folder that the workflow keeps?"""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "course.yml").read_text())
    steps = workflow["jobs"]["course"]["steps"]
    commands = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert "make site" in commands
    (kept,) = [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")]
    # What `make site` calls, without a folder of its own.
    assert "bncourse site\n" in (ROOT / "Makefile").read_text()
    assert kept == "build/site"
