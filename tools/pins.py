"""The pins of constraints.txt: read, compared, written anew, and resolved by pip.

A set of pins is a dict: version by name, as the file spells it. Names are compared as pip compares
them, where `Jinja2` is `jinja2`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

#: What installs packages is no part of what was tested; `pip freeze` leaves it out, too.
INSTALLERS = {"pip", "setuptools", "wheel"}


@dataclass(frozen=True)
class Change:
    """One package whose pin differs. old, new: None where there is no pin."""

    name: str
    old: str | None
    new: str | None


def read(text: str) -> dict[str, str]:
    """Return the pins in the text of a constraints file; ValueError for a line that isn't one."""
    pins = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, found, version = line.partition("==")
            if not found or ";" in version:
                raise ValueError(f"constraints.txt: expected NAME==VERSION, got {line!r}")
            pins[name.strip()] = version.strip()
    return pins


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return what differs between two sets of pins, by name."""
    before = {canonicalize_name(name): version for name, version in old.items()}
    after = {canonicalize_name(name): version for name, version in new.items()}
    spelt = {canonicalize_name(name): name for name in (*new, *old)}
    return [
        Change(spelt[name], before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def rewritten(text: str, new: Mapping[str, str]) -> str:
    """Return a constraints file with these pins: its comments first, its spelling of names kept."""
    spelt = {canonicalize_name(name): name for name in read(text)}
    head = [line for line in text.splitlines() if line.startswith("#")]
    pins = {spelt.get(canonicalize_name(name), name): version for name, version in new.items()}
    lines = [f"{name}=={pins[name]}" for name in sorted(pins, key=str.lower)]
    return "\n".join([*head, *lines]) + "\n"


def kept(
    old: Mapping[str, str], resolved: Mapping[str, str], wanted: Iterable[str]
) -> dict[str, str]:
    """Return the old pins of packages that were not resolved though an extra wants them.

    wanted: names of required packages. An extra that `make` doesn't install can't be tested here,
    so its pins stay.
    """
    seen = {canonicalize_name(name) for name in resolved}
    needed = {canonicalize_name(name) for name in wanted} - seen
    return {name: version for name, version in old.items() if canonicalize_name(name) in needed}


def resolve(root: Path, extras: Iterable[str]) -> dict[str, str]:
    """Ask pip for the newest versions that pyproject.toml allows, of all that it would install.

    Nothing is installed. Raises RuntimeError with pip's words if it finds none.
    """
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"]
        command += ["--ignore-installed", "--report", str(report), f".[{','.join(extras)}]"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"pip finds no set of versions:\n{done.stderr.strip()}")
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    # The course itself comes from this folder, not from an index.
    packages = [one["metadata"] for one in found if "dir_info" not in one["download_info"]]
    return {
        package["name"]: package["version"]
        for package in packages
        if canonicalize_name(package["name"]) not in INSTALLERS
    }
