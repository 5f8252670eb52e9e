"""The identity of a stored run: does it cover all code that decides the run's result?"""

import ast
from pathlib import Path

import pytest

import course_utils
from course_utils import run_cache

FOLDER = Path(course_utils.__file__).parent
#: Tasks of grids, by their modules; a task's own module is part of its identity.
TASKS = ("constant_statistics", "experiments", "limits", "scale_bug", "sweeps", "watched_training")
#: What a run needs without its numbers depending on it: imports, and the store itself.
WITHOUT_INFLUENCE = {"backend", "cache", "run_cache"}


def imported_by(name: str) -> set[str]:
    """The course's modules that this one imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "course_utils":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_utils."):
            names.add(node.module.split(".")[1])
    return names


def needed_by(name: str) -> set[str]:
    """All modules that running this one involves, itself included."""
    found, ahead = set(), {name}
    while ahead:
        module = ahead.pop()
        found.add(module)
        ahead |= imported_by(module) - found - WITHOUT_INFLUENCE
    return found


@pytest.mark.parametrize("task", TASKS)
def test_identity_covers_what_a_task_imports(task):
    """Is every module behind a task's numbers part of the identity of its runs?"""
    assert needed_by(task) - {task} <= set(run_cache.CODE)


def test_every_task_is_looked_at():
    """Is each module with a task, a function from digits to a table, in the list above?"""
    found = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _is_task(node):
                found.add(path.stem)
    assert found == set(TASKS)


def _is_task(function: ast.FunctionDef) -> bool:
    arguments = [argument.arg for argument in function.args.args]
    keywords = [argument.arg for argument in function.args.kwonlyargs]
    return arguments == ["digits"] and "seed" in keywords


def test_the_named_modules_exist():
    """Is there a module for each name?"""
    for name in run_cache.CODE:
        assert (FOLDER / f"{name}.py").is_file(), name
