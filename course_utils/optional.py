"""Lectures that need a package which not everybody has: without it, their cells are skipped.

`skip_cells_without` stands in such a lecture's set-up cell. `missing` reads in a notebook's
metadata what it needs, so that outputs of skipped cells are never stored.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import nbformat

#: What each optional package is called, and how it is installed.
PACKAGES = {"torch": ("PyTorch", 'python -m pip install "torch>=2.6"')}
#: The key in a notebook's metadata under which it lists the packages that it needs.
NEEDS = "needs"


def skip_cells_without(package: str) -> bool:
    """Return whether `package` is installed; if it isn't, skip all later cells of this notebook.

    A skipped cell prints that it was skipped. Cells that begin with % or ! run all the same, so
    that the package can be installed from the notebook. Nothing is skipped outside of IPython.
    """
    if importlib.util.find_spec(package):
        return True
    from IPython import get_ipython

    name, install = PACKAGES[package]
    print(
        f"{name} is not installed: the code cells below are skipped.\n"
        f"To run them, install it, and restart the kernel: {install}"
    )
    shell = get_ipython()
    if shell is not None:
        shell.input_transformers_cleanup.append(_skipping(name))
    return False


def _skipping(name: str):
    def skip(lines: list[str]) -> list[str]:
        if not lines or lines[0].startswith(("%", "!")):
            return lines
        return [f"print('Skipped: {name} is not installed.')\n"]

    return skip


def missing(lecture: Path) -> list[str]:
    """Return the packages that a lecture needs and this machine doesn't have."""
    needs = nbformat.read(lecture, as_version=4).metadata.get(NEEDS, [])
    return [package for package in needs if not importlib.util.find_spec(package)]


def how_to_install(packages: list[str]) -> str:
    """Return what is missing and the commands that install it, in one sentence."""
    parts = [f"{PACKAGES[package][0]} ({PACKAGES[package][1]})" for package in packages]
    return f"needs {', '.join(parts)}"
