"""What works at a student's desk and not when a notebook is graded, told from the code's text.

Graded code runs where nobody types, nothing is installed, the network is off and no file lies
beside the notebook. `warnings_for` looks for code that needs one of those. It is a help, no proof:
what it doesn't see, the checks that run the same way do.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from course_utils.grading.notes import shown


@dataclass(frozen=True)
class Warned:
    """Something that will not work when graded. cell: a grade_id, or "cell 7"."""

    cell: str
    message: str


_NO_TYPING = "asks for input, and nobody types while it is graded"
_NO_SHELL = "runs a command of the shell, and none is there: nothing is installed or downloaded"
_NO_FILES = "opens a file, and only the notebook is handed in"
_NO_NETWORK = "uses the network, which is off"
_NO_EXIT = "ends Python, and with it your notebook"

_IN_CODE = {
    _NO_TYPING: r"(?<![\w.])(?:input|getpass(?:\.getpass)?)[ \t]*\(",
    _NO_SHELL: r"^[ \t]*(?:!|%%?(?:pip|conda|mamba|bash|sh|script|sx|system|cmd)\b)"
    r"|\b(?:os\.system|subprocess\.\w+)[ \t]*\(",
    _NO_FILES: r"(?<![\w.])open[ \t]*\(|\b(?:np|numpy)\.(?:load|loadtxt|genfromtxt)[ \t]*\("
    r"|\b(?:pd|pandas)\.read_\w+[ \t]*\(|\bload_(?:model|weights)[ \t]*\("
    r"|^[ \t]*%%?(?:run|load|cd|writefile|file)\b",
    _NO_NETWORK: r"\b(?:requests|urllib|http\.client|socket)\.\w+|\bdatasets\.\w+\.load_data\b"
    r"|\burlretrieve\b|\bget_file[ \t]*\(",
    _NO_EXIT: r"(?<![\w.])(?:exit|quit)[ \t]*\(|\b(?:sys\.exit|os\._exit|os\.abort)[ \t]*\(",
}
_OWN_FOLDERS = re.compile(r"""["'](?:/(?:home|Users|content|mnt|tmp)/|~/|[A-Za-z]:[\\/])""")
#: From Python 3.12 on the text of an f-string is a token of its own.
_NO_CODE = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)


def warnings_for(notebook: NotebookNode, beside: Path) -> list[Warned]:
    """Return what of a poured notebook's own code will not work when graded, cell by cell.

    beside: the folder that the student's notebook lies in.
    """
    found = []
    for number, cell in enumerate(notebook.cells):
        settings = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and (settings.get("solution") or not settings):
            name = settings.get("grade_id") or f"cell {number + 1}"
            found += [Warned(name, message) for message in _warnings(cell.source, beside)]
    return found


def _warnings(source: str, beside: Path) -> Iterator[str]:
    code = without_strings(source)
    for message, pattern in _IN_CODE.items():
        if re.search(pattern, code, re.MULTILINE):
            yield message
    if _OWN_FOLDERS.search(source):
        yield "names a folder of your machine, which is not there when it is graded"
    for module in dict.fromkeys(_IMPORT.findall(code)):
        if (beside / f"{module}.py").is_file() or (beside / module / "__init__.py").is_file():
            yield f"imports {shown(module)} from beside your notebook, which is not handed in"


def without_strings(source: str) -> str:
    """The code with the content of strings and comments blanked out; as it is if it can't be."""
    lines = source.splitlines(keepends=True)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return source
    for token in tokens:
        if token.type in _NO_CODE:
            _blank(lines, token.start, token.end)
    return "".join(lines)


def _blank(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Replace what stands between two places by spaces, in place."""
    for row in range(start[0] - 1, end[0]):
        first = start[1] if row == start[0] - 1 else 0
        last = end[1] if row == end[0] - 1 else len(lines[row].rstrip("\r\n"))
        lines[row] = lines[row][:first] + " " * (last - first) + lines[row][last:]
