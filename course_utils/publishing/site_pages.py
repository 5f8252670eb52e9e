"""The site's pages that are not notebooks: made from what the course has, nothing is typed twice.

`chapters` divides README into the home page and a page for each section after the student's;
`assignments` lists what stands in release/, `assignments_as_files` makes links to it links to
files; `contents` is the list of pages beside each page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat

#: The home page ends with this section of README; each later one is a page.
LAST_AT_HOME = "If you are a student"


def chapters(readme: str) -> dict[str, str]:
    """Divide README: page name → Markdown. The first page, "index", is home.

    Raises ValueError if README has no section `LAST_AT_HOME`.
    """
    home, *sections = re.split(r"^## (?=\S)", readme, flags=re.MULTILINE)
    titles = [section.splitlines()[0].strip() for section in sections]
    if LAST_AT_HOME not in titles:
        raise ValueError(f"README.md has no section '## {LAST_AT_HOME}', where the home page ends.")
    after = titles.index(LAST_AT_HOME) + 1
    pages = {"index": "## ".join([home, *sections[:after]])}
    for title, section in zip(titles[after:], sections[after:], strict=True):
        pages[_slug(title)] = f"# {section}"
    return pages


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def assignments(release: Path, lectures: Sequence[str]) -> str:
    """A page that lists the assignments: their exercises, points, lecture, and notebook.

    release: the folder with <id>/<id>.ipynb. lectures: ids; an assignment has its lecture's id.
    """
    parts = [
        "# Assignments\n\nEach has the number of its lecture. Save the notebook, open it in "
        "JupyterLab where the course is installed, and write your answers into it; *Validate* "
        "runs the visible tests."
    ]
    for path in sorted(release.glob("*/*.ipynb")):
        parts.append(_assignment(path, path.stem in lectures))
    return "\n\n".join(parts) + "\n"


def _assignment(path: Path, has_lecture: bool) -> str:
    cells = nbformat.read(path, as_version=4).cells
    headings = [
        line.lstrip("# ")
        for cell in cells
        if cell.cell_type == "markdown"
        for line in _without_code(cell.source).splitlines()
        if re.match(r"#{1,2} ", line)
    ]
    points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in cells)
    title, *exercises = headings
    links = [f"[notebook](release/{path.stem}/{path.name}), {points:g} points"]
    if has_lecture:
        links.insert(0, f"[lecture](notebooks/{path.stem}.ipynb)")
    # Some number their exercises themselves.
    items = (text if re.match(r"\d+\. ", text) else f"- {text}" for text in exercises)
    listed = "\n".join(items)
    return f"## {title}\n\n{' · '.join(links)}\n\n{listed}"


def _without_code(markdown: str) -> str:
    """Leave out fenced code, where # begins a comment."""
    return re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)


def assignments_as_files(markdown: str) -> str:
    """Mark links to assignments as links to files: MyST takes every .ipynb for a page."""
    return re.sub(r"\]\((?=(?:\.\./)*release/[^)]+\.ipynb\))", "](path:", markdown)


def contents(lectures: Sequence[str], more: Mapping[str, Sequence[str]]) -> str:
    """The hidden lists of pages that the home page ends with: the lectures', then others.

    more: caption → names of pages.
    """
    captions = {"Lectures": [f"notebooks/{lecture}" for lecture in lectures], **more}
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(pages) + "\n```\n"
        for caption, pages in captions.items()
    )
