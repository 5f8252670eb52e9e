"""Questions about code that nobody has run, asked of its text alone.

Nothing here parses: Python's own parser can be made to crash by what a student may hand in, and it
would take everyone's grading with it. What stands at the start of a line is enough to see which
names a cell defines, and the tokenizer tells whether brackets and strings are closed.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize

#: Longer code is taken as it is: nobody splits a cell of this many characters by accident.
LONGEST_LOOK = 20_000
#: How much of a line is looked at.
LONGEST_LINE = 300


def normalised(text: str) -> str:
    """A text without what doesn't show: blank lines around it and spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def names_defined(trusted: str) -> tuple[str, ...]:
    """The names that code of the instructor's defines at the top level, in order."""
    names: list[str] = []
    for statement in ast.parse(trusted).body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = getattr(statement, "targets", None) or [statement.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(dict.fromkeys(names))


def defines(code: str, name: str) -> bool:
    """Whether a line of the code begins the definition of a name at the top level."""
    escaped = re.escape(name)
    function = rf"(?:async[ \t]+)?(?:def|class)[ \t]+{escaped}\b"
    value = rf"(?:\w+[ \t]*,[ \t]*)*{escaped}[ \t]*(?::[^=]*|,[^=]*)?=(?!=)"
    module = rf"(?:from|import)\b[^#]*\b{escaped}[ \t]*(?:$|[,#;])"
    pattern = re.compile(f"{function}|{value}|{module}")
    # A line made to be slow for a pattern has to be long.
    return any(
        pattern.match(line[:LONGEST_LINE]) is not None
        for line in code.splitlines()
        if name in line and not line.startswith((" ", "\t"))
    )


def is_whole(code: str) -> bool:
    """Whether all brackets and strings of the code are closed and its indentation fits."""
    if len(code) > LONGEST_LOOK:
        return True
    plain = re.sub(r"^[ \t]*[%!?].*$", "", code, flags=re.MULTILINE)
    try:
        for _ in tokenize.generate_tokens(io.StringIO(plain).readline):
            continue
    except (tokenize.TokenError, SyntaxError):
        return False
    return True


def begins_indented(code: str) -> bool:
    """Whether the first line with something on it is indented."""
    first = next((line for line in code.splitlines() if line.strip()), "")
    return first[:1] in (" ", "\t")


def is_inside(code: str) -> bool:
    """Whether the last line with something on it belongs to a block, or begins one."""
    last = _last_line(code)
    return last[:1] in (" ", "\t") or last.rstrip().endswith(":")


def ends_a_function(code: str) -> bool:
    """Whether the last line but comments leaves a function."""
    plain = re.sub(r"^[ \t]*#.*$", "", code, flags=re.MULTILINE)
    return _last_line(plain).split()[:1] in (["return"], ["raise"])


def unfenced(text: str) -> str:
    """The code in a Markdown text that is one fenced block, else the text as it is."""
    block = re.fullmatch(r"\s*```[ \t]*(?:python|py)?[ \t]*\n(.*?)\n```\s*", text, re.DOTALL)
    return block[1] if block and "```" not in block[1] else text


def _last_line(code: str) -> str:
    return next((line for line in reversed(code.splitlines()) if line.strip()), "")


def continues(head: str, tail: str, same_cell: bool) -> bool:
    """Whether two cells are the halves of one. same_cell: they carry the same id."""
    if not head.strip() or not tail.strip():
        return False
    if not is_whole(head):
        return is_whole(f"{head}\n{tail}")
    # IPython runs a cell that is indented as a whole, so indentation alone says little.
    can_go_on = is_inside(head) and begins_indented(tail)
    return can_go_on and (same_cell or not ends_a_function(head))
