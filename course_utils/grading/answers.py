"""The corpus of answers: tests/answers/<assignment>/<exercise>/<kind>/<name>.py.

Each file is a docstring (a wrong answer's says what is wrong, in words a student understands),
in wrong ones `POINTS = …` (what it should still earn of the exercise), and the code that stands
in the solution cell. The third kind, "framework", returns the right numbers where NumPy is asked
for, by having a framework work them out: it earns nothing.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import nbformat

Kind = Literal["right", "wrong", "framework"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Answer:
    """One answer of the corpus. points: what it should earn; None for full marks."""

    assignment: str
    exercise: str
    kind: Kind
    name: str
    message: str
    points: float | None
    code: str


def read_answers(root: Path, assignment: str) -> dict[str, dict[Kind, list[Answer]]]:
    """Return the corpus of an assignment: by exercise, then by kind, sorted by name."""
    folder = root / "tests" / "answers" / assignment
    found: dict[str, dict[Kind, list[Answer]]] = {}
    for exercise in sorted(path for path in folder.glob("*") if path.is_dir()):
        found[exercise.name] = {
            kind: [
                read_answer(path, assignment, exercise.name, kind)
                for path in sorted((exercise / kind).glob("*.py"))
            ]
            for kind in KINDS
        }
    return found


def read_answer(path: Path, assignment: str, exercise: str, kind: Kind) -> Answer:
    """Read one file of the corpus. Raises ValueError if a part of it is missing."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    message = ast.get_docstring(tree)
    if not message:
        raise ValueError(f"{path.name} needs a docstring that says what it is.")
    points, head = None, tree.body[0].end_lineno
    if kind == "wrong":
        points, head = _points(tree, path)
    code = "\n".join(text.splitlines()[head:]).strip() + "\n"
    return Answer(assignment, exercise, kind, path.stem, " ".join(message.split()), points, code)


def _points(tree: ast.Module, path: Path) -> tuple[float, int]:
    """The value of the statement `POINTS = …` after the docstring, and its last line."""
    if len(tree.body) > 1 and isinstance(tree.body[1], ast.Assign):
        statement = tree.body[1]
        if ast.unparse(statement.targets[0]) == "POINTS":
            return float(ast.literal_eval(statement.value)), statement.end_lineno
    raise ValueError(f"{path.name} needs `POINTS = …` right after its docstring.")


def is_solution(cell: nbformat.NotebookNode, exercise: str | None = None) -> bool:
    """Whether a cell holds an auto-graded solution (of that exercise)."""
    grader = cell.metadata.get("nbgrader", {})
    named = exercise is None or grader.get("grade_id") == exercise
    return bool(named and grader.get("solution") and cell.cell_type == "code")


def with_answers(notebook: nbformat.NotebookNode, codes: dict[str, str]) -> nbformat.NotebookNode:
    """Return a copy of the notebook in which solution cells hold these codes, by exercise.

    Raises KeyError for an exercise without a solution cell.
    """
    filled = nbformat.from_dict(notebook)
    cells = {c.metadata.nbgrader.grade_id: c for c in filled.cells if is_solution(c)}
    for exercise, code in codes.items():
        cells[exercise].source = code
    return filled


def run_answer(answer: Answer, master: nbformat.NotebookNode) -> Any:
    """Execute an answer after the master's set-up cell and return what it defines.

    Code of the corpus is the course's own: it runs in this process.
    """
    names: dict[str, Any] = {"__name__": "answer"}
    for cell in master.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup":
            exec(compile(cell.source, "setup", "exec"), names)
    exec(compile(answer.code, answer.name, "exec"), names)
    return names[answer.exercise]
