"""Builds the site: the lectures with their outputs, the assignments and the guides as a book.

`build_site` does, in order:
1. `gather`: puts the sources into a scratch folder laid out like the course, so that links hold:
   notebooks (`for_site`), README's chapters, docs/, what these link, and MathJax;
2. `_run_sphinx`, where every warning is an error: a broken link ends the build;
3. moves the pages to where they belong, when all went well.

Pages are shown as they were stored: nothing is executed and nothing comes from the network.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from course_utils.lectures import choose_lectures, without_widgets
from course_utils.publishing import formulas, site_pages

_PACKAGES = ("sphinx_book_theme", "myst_nb", formulas.PACKAGE)
#: A cell of a table with so many characters needs more than one line.
_SENTENCE = 36
_CONFIGURATION = Path(__file__).parent / "sphinx"


def build_site(root: Path, target: Path, notebooks: Path | None = None) -> Path:
    """Write the site of the course at `root` into `target`, in place of what is there.

    notebooks: a folder with executed lectures; root/notebooks by default.
    Returns the path of index.html. Raises RuntimeError if a package is missing or a page has a
    mistake, FileNotFoundError where there is no lecture; then `target` stays as it was.
    """
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise RuntimeError(formulas.missing(*missing))
    _refuse_other_folders(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as scratch:
        sources, pages = Path(scratch) / "sources", Path(scratch) / "pages"
        gather(root, notebooks or root / "notebooks", sources)
        _run_sphinx(sources, pages)
        if target.exists():
            target.rename(Path(scratch) / "old")
        pages.rename(target)
    return target / "index.html"


def _refuse_other_folders(target: Path) -> None:
    """Raise ValueError where the pages would replace something that isn't a site."""
    is_site = (target / "searchindex.js").is_file()
    if target.exists() and not is_site and (not target.is_dir() or any(target.iterdir())):
        raise ValueError(f"{target} holds something else than a site: name a new folder.")


def gather(root: Path, notebooks: Path, sources: Path) -> None:
    """Put all that Sphinx reads into `sources`, a new folder."""
    shutil.copytree(_CONFIGURATION, sources, ignore=shutil.ignore_patterns("__pycache__"))
    formulas.copy_script(sources / "_static")

    lectures = choose_lectures(notebooks)
    if not lectures:
        raise FileNotFoundError(f"There is no lecture in {notebooks}.")
    executed = {name: _read(notebooks / f"{name}.ipynb") for name in lectures}
    _write_notebooks(executed, sources)
    _write_pages(root, lectures, sources)


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def _write_notebooks(executed: dict[str, nbformat.NotebookNode], sources: Path) -> None:
    """Write the notebooks as pages' sources, and the alternative texts that belong to them."""
    linked = {link for notebook in executed.values() for link in _linked_cells(notebook)}
    texts: dict[str, str] = {}
    (sources / "notebooks").mkdir()
    for name, notebook in executed.items():
        places = {cell for lecture, cell in linked if lecture == name}
        nbformat.write(for_site(notebook, places), sources / "notebooks" / f"{name}.ipynb")
        texts |= alt_texts(notebook)
    (sources / "alt_texts.json").write_text(json.dumps(texts), encoding="utf-8")


def _linked_cells(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """The lecture and cell id of each link to a single cell, in JupyterLab's form."""
    for cell in notebook.cells:
        texts = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])]
        for text in [cell.source, *texts]:
            yield from re.findall(r"([\w-]+)\.ipynb#cell-id=([\w-]+)", text)


def for_site(notebook: nbformat.NotebookNode, places: set[str]) -> nbformat.NotebookNode:
    """Return a copy for the site: no widgets, links as pages have them, a mark at each place.

    places: ids of the cells that some page links.
    """
    made = without_widgets(notebook)
    cells = []
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = site_pages.assignments_as_files(cell.source)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = _table_for_site(output.data["text/html"])
        if cell.id in places:
            mark = f'<span id="cell-id={cell.id}"></span>'
            cells.append(nbformat.v4.new_markdown_cell(mark))
        cells.append(cell)
    made.cells = cells
    return made


def _table_for_site(html: str) -> str:
    """Links to notebooks become links to pages; a table that holds sentences is marked as such."""
    html = re.sub(r'href="([\w-]+)\.ipynb(?=["#])', r'href="\1.html', html)
    if re.search(rf"<td>[^<]{{{_SENTENCE},}}</td>", html):
        html = html.replace('class="dataframe"', 'class="dataframe sentences"')
    return html


def alt_texts(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """The alternative text of each image in the outputs, by the SHA-256 of the image file."""
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = output.get("metadata", {}).get("image/png", {}).get("alt")
            if text is not None:
                image = base64.b64decode(output.data["image/png"])
                found[hashlib.sha256(image).hexdigest()] = text
    return found


def _write_pages(root: Path, lectures: list[str], sources: Path) -> None:
    """Write the pages that are no notebooks, and copy the files they link."""
    pages = site_pages.chapters((root / "README.md").read_text(encoding="utf-8"))
    home = next(iter(pages))
    for path in sorted((root / "docs").glob("*.md")):
        pages[f"docs/{path.stem}"] = path.read_text(encoding="utf-8")
    guides = [page for page in pages if page != home]
    pages["assignments"] = site_pages.assignments(root / "release", lectures)
    listed = {"Assignments": ["assignments"], "Guides": guides}
    pages[home] += site_pages.contents(lectures, listed)
    for name, text in pages.items():
        page = sources / f"{name}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(site_pages.assignments_as_files(text), encoding="utf-8")
        start = root / Path(name).parent
        for link in re.findall(r"\]\(([^)#:\s]+)", text):
            _copy_linked((start / link).resolve(), root.resolve(), sources)
    for notebook in (root / "release").glob("*/*.ipynb"):
        _copy_linked(notebook.resolve(), root.resolve(), sources)


def _copy_linked(path: Path, root: Path, sources: Path) -> None:
    """Copy a file of the course to its place in the sources, unless a page stands there."""
    if not path.is_file() or not path.is_relative_to(root):
        return
    copy = sources / path.relative_to(root)
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)


def _run_sphinx(sources: Path, pages: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    done = subprocess.run(
        [*command, "-d", str(pages.with_name("doctrees")), str(sources), str(pages)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        told = done.stderr.replace(f"{sources}/", "").strip()
        raise RuntimeError(f"The site was not built; Sphinx says:\n{told}")
    # What Sphinx needs to build again, and what was only said for it.
    (pages / ".buildinfo").unlink(missing_ok=True)
    (pages / "objects.inv").unlink(missing_ok=True)
