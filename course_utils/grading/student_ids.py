"""Which student ids are accepted: an id becomes a path, a key of a database and a CSV cell."""

from __future__ import annotations

import re

from course_utils.grading.notes import Unusable, shown

#: Letters, digits and . _ - @ +, at most 64; the first a letter, a digit or _, so that no id is
#: hidden, an option, a relative path or a spreadsheet's formula; the last no dot, which Windows
#: drops.
PATTERN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._@+-]{0,62}[A-Za-z0-9_@+-])?")


def is_student_id(name: str) -> bool:
    """Whether a name can be used as a student's id."""
    return PATTERN.fullmatch(name) is not None


def check_student_id(name: str) -> str:
    """Return a student's id as it is. Raises Unusable, with what is allowed, for another name."""
    if not is_student_id(name):
        raise Unusable(
            f"{shown(name)} is not a student id: up to 64 letters (A to Z), digits and . _ - @ +, "
            "with a letter, a digit or _ first, and no dot last."
        )
    return name


def colliding(names: list[str]) -> list[str]:
    """The names that differ from another one in nothing but upper and lower case, sorted."""
    folded = [name.casefold() for name in names]
    return sorted(name for name in names if folded.count(name.casefold()) > 1)
