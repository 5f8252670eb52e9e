"""Where a lecture can be run with nothing installed: the line on Colab and Binder under its title.

`write_links` brings all lectures up to date: the line, and the first statement of the set-up cell,
which installs the course where it can't be imported, on Colab for example. Both follow from one
setting, `Repository` under `[project.urls]` in pyproject.toml, the course's address on GitHub.
Without it the course is private: the line says what to upload, and the set-up cell installs that.
Outputs are left alone; nothing of what a lecture computes changes.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from course_utils.lectures import choose_lectures

#: What Colab opens notebooks from.
BRANCH = "main"
GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
#: What `bncourse bundle` makes, and pip installs.
BUNDLE = "batchnorm-course.zip"
LINE = "Run this lecture in the browser: "
INSTALL = "try:\n    import course_utils\nexcept ModuleNotFoundError:"

_LINE = re.compile(rf"^{LINE}.*\n\n", re.MULTILINE)
_INSTALL = re.compile(rf"\A{INSTALL}.*\n    %pip .*\n\n")


def write_links(root: Path, only: Sequence[str] = ()) -> list[str]:
    """Bring lectures (all by default) up to date; return the ids of those that were not.

    Raises FileNotFoundError for an unknown id, ValueError for an address that isn't on GitHub.
    """
    repository = repository_of(root)
    changed = []
    for lecture in choose_lectures(root / "notebooks", only):
        path = root / "notebooks" / f"{lecture}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        linked = with_links(notebook, lecture, repository)
        if linked != notebook:
            nbformat.write(linked, path)
            changed.append(lecture)
    return changed


def repository_of(root: Path) -> tuple[str, str] | None:
    """Return the owner and the name of the course's repository, or None for a private course.

    Raises ValueError for an address from which neither Colab nor Binder could open a notebook.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address = project.get("urls", {}).get("Repository")
    if address is None:
        return None
    match = GITHUB.fullmatch(address)
    if match is None:
        raise ValueError(
            f"Repository in pyproject.toml is {address}. Colab opens notebooks from GitHub: "
            "write https://github.com/OWNER/NAME, or leave the setting out."
        )
    return match[1], match[2]


def with_links(
    notebook: NotebookNode, lecture: str, repository: tuple[str, str] | None
) -> NotebookNode:
    """Return a copy of a lecture with the line and the statement for this repository.

    Raises ValueError if the notebook has no title with text below it, or no set-up cell.
    """
    linked = copy.deepcopy(notebook)
    code = [cell for cell in linked.cells if cell.cell_type == "code"]
    title = linked.cells[0]
    heading, blank, text = title.source.partition("\n\n")
    if not heading.startswith("# ") or not blank or len(code) < 2:
        raise ValueError(
            f"{lecture}: a lecture begins with a title, a blank line and text; its first code "
            "cell holds the parameters, its second one the set-up."
        )
    title.source = f"{heading}\n\n{line(lecture, repository)}\n\n{_LINE.sub('', text, count=1)}"
    code[1].source = installing(repository) + _INSTALL.sub("", code[1].source)
    return linked


def line(lecture: str, repository: tuple[str, str] | None) -> str:
    """The line of Markdown that says where the lecture runs; plain links, which load nothing."""
    if repository is None:
        return (
            f"{LINE}on [Colab](https://colab.research.google.com/) upload it and `{BUNDLE}`, "
            "the course's bundle; to [Binder](https://mybinder.org/) give the address of a public "
            "copy of the course."
        )
    address, path = "/".join(repository), f"notebooks/{lecture}.ipynb"
    colab = f"https://colab.research.google.com/github/{address}/blob/{BRANCH}/{path}"
    opened = quote(f"lab/tree/{path}", safe="")
    binder = f"https://mybinder.org/v2/gh/{address}/{BRANCH}?urlpath={opened}"
    return f"{LINE}[Colab]({colab}) · [Binder]({binder})."


def installing(repository: tuple[str, str] | None) -> str:
    """The statement that installs the course where it is missing, and else does nothing."""
    if repository is None:
        return (
            f"{INSTALL}  # on Colab, where {BUNDLE} was uploaded\n    %pip install -q {BUNDLE}\n\n"
        )
    source = f"git+https://github.com/{'/'.join(repository)}@{BRANCH}"
    return f"{INSTALL}  # on Colab, for example\n    %pip install -q {source}\n\n"
