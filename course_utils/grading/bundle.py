"""The student's bundle: a zip with all that a student needs, and nothing of the instructor's side.

`write_bundle` refuses a release that is not what source/ generates, and writes the members that
`members` collects. Equal courses give equal bytes.

lectures, assignments, explorers   as they stand in the course
course_utils   without publishing/, and without grading/ but for what `bncourse check`, a student's
               own command, imports: the intake, sandbox and test kernel that grading uses
bundled/       README, Makefile and nbgrader's settings for a student
the rest       what installs the package: pyproject.toml, versions, licences
"""

from __future__ import annotations

import ast
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from course_utils.folders import CONFIG
from course_utils.grading import course, release

#: The zip and the one folder in it.
NAME = "batchnorm-course"
PACKAGE = "course_utils"
#: What instructors and authors need; of it, the student's own command, and the folder of what that
#: runs by name in other processes.
LEFT_OUT = ("grading/", "publishing/")
CHECK = f"{PACKAGE}.grading.check"
CHECKS_FOLDER = "grading/isolation/"
INSTALLS = (
    *("pyproject.toml", "setup.py", "constraints.txt", "LICENSE", "LICENSE-lectures"),
    # For whoever makes the bundle a public repository: docs/classroom.md.
    *(".binder/runtime.txt", ".binder/postBuild"),
)
#: What a contributor installs, and what a student does.
DEV_INSTALL, INSTALL = "--editable .[dev]", "--editable .[explore]"
#: The earliest that a zip can name. Files carry no time of their own, or no two zips were equal.
TIME = (1980, 1, 1, 0, 0, 0)


def write_bundle(root: Path, path: Path) -> list[str]:
    """Write the zip of the course at `root`; return the names of its members.

    Raises FileNotFoundError if release/ or source/ lacks an assignment, ValueError if release/ is
    not what source/ generates.
    """
    check_release(root)
    found = members(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Nothing is compressed: what a compressor returns differs between its versions.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(found):
            member = zipfile.ZipInfo(f"{NAME}/{name}", TIME)
            member.create_system = 3  # Unix: the system that writes it is no part of the bytes.
            member.external_attr = (0o100755 if name.endswith("postBuild") else 0o100644) << 16
            bundle.writestr(member, found[name])
    return sorted(found)


def check_release(root: Path) -> None:
    """Raise FileNotFoundError or ValueError unless release/ is what source/ generates now."""
    assignments = course.assignments(root)
    missing = [one for one in assignments if not (root / "release" / one).is_dir()]
    if missing:
        raise FileNotFoundError(f"No release of {', '.join(missing)}: run `make release` first.")
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch).resolve()
        shutil.copy(root / CONFIG, fresh)
        shutil.copytree(root / "source", fresh / "source")
        release.generate(fresh, assignments)
        stale = [
            one
            for one in assignments
            if tree(root / "release" / one) != tree(fresh / "release" / one)
        ]
    if stale:
        raise ValueError(
            f"release/ is not what source/ generates: {', '.join(stale)}. Either source/ has "
            "changed since, or somebody worked in release/. Keep what you want to keep, "
            "run `make release`, then this again."
        )


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its relative path, without checkpoints and caches."""
    return {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".ipynb_checkpoints", "__pycache__"} & set(path.parts)
    }


def members(root: Path) -> dict[str, bytes]:
    """Return the content of the bundle: bytes by path."""
    found = {f"notebooks/{path.name}": _read(path) for path in (root / "notebooks").glob("*.ipynb")}
    for folder in ("explorers", *(f"release/{one}" for one in course.assignments(root))):
        found |= {f"{folder}/{name}": content for name, content in tree(root / folder).items()}
    found |= _package(root)
    found |= {name: _read(root / name) for name in (*INSTALLS, *_data_files(root))}
    found |= tree(root / PACKAGE / "grading" / "bundled")
    environment = _read(root / "environment.yml").decode()
    found["environment.yml"] = environment.replace(DEV_INSTALL, INSTALL).encode()
    return found


def _package(root: Path) -> dict[str, bytes]:
    """The student's side of the package, and what `bncourse check` needs of the other."""
    needed = {path.relative_to(root).as_posix() for path in _imported(root, CHECK)}
    return {
        f"{PACKAGE}/{name}": content
        for name, content in tree(root / PACKAGE).items()
        if not name.startswith(LEFT_OUT)
        or name.startswith(CHECKS_FOLDER)
        or f"{PACKAGE}/{name}" in needed
    }


def _imported(root: Path, module: str) -> set[Path]:
    """The files of the package that a module imports, at any remove, itself among them."""
    found: set[Path] = set()
    left = [module]
    while left:
        name = left.pop()
        path = _file_of(root, name)
        if path is None or path in found:
            continue
        found.add(path)
        left += [name.rpartition(".")[0], *_imports(path)]
    return found


def _file_of(root: Path, module: str) -> Path | None:
    path = root.joinpath(*module.split("."))
    files = [path.with_suffix(".py"), path / "__init__.py"] if module else []
    return next((file for file in files if file.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    """The names of modules that a file may import; the house imports by full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _data_files(root: Path) -> list[str]:
    """The files outside the package that its installation copies."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    folders = project["tool"]["setuptools"].get("data-files", {})
    return [file for files in folders.values() for file in files]


def _read(path: Path) -> bytes:
    """A file's bytes. All are text; Windows checks some of them out with other ends of lines."""
    return path.read_bytes().replace(b"\r\n", b"\n")
