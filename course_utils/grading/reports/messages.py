"""The text of a failed check in its parts, as `course_utils.checks` writes it.

y of 1, 2, 3, 4: 4 of 4 values differ, first at (0,).
  expected: -1
  got:      -0.9
  this looks like: ε was added to the root, not under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from course_utils import feedback

_PART = re.compile(r"^ {2}(expected|got|this looks like): ?(.*)$")


@dataclass(frozen=True)
class Message:
    """What was wrong, in a sentence; what was expected and what came; what it looks like."""

    what: str
    expected: str = ""
    got: str = ""
    misconception: str = ""


def parse(text: str) -> Message:
    """Split a failure's text; without such parts, all of it is `what`."""
    parts = {"what": "", "expected": "", "got": "", "this looks like": ""}
    current = "what"
    for line in text.strip().splitlines():
        found = _PART.match(line)
        if found:
            current, line = found[1], found[2]
        parts[current] += f"\n{line}" if parts[current] else line.strip()
    return Message(
        parts["what"], parts["expected"], parts["got"].strip(), parts["this looks like"].strip()
    )


def known_misconception(assignment: str, exercise: str, text: str) -> str:
    """The misconception that a failure names, if it is one of the course's; else "".

    A student's own exception could end in "this looks like" too.
    """
    named = " ".join(parse(text).misconception.split())
    known = feedback.misconceptions(assignment).get(exercise, [])
    return named if named in {" ".join(one.message.split()) for one in known} else ""


def exercise_of(grade_id: str) -> str:
    """The exercise that a test cell belongs to: `prepare__shape` tests `prepare`."""
    return grade_id.split("__")[0]


def description(source: str) -> str:
    """What a test cell checks, from the comment it begins with; "" without one."""
    first = source.lstrip().split("\n", 1)[0]
    if not first.startswith("#"):
        return ""
    # What the released cell checks "here only" is not all that was checked in the grading.
    return re.sub(r"\s*(\([^()]* points?\)|Here only: .*)", "", first.lstrip("# ")).strip()
