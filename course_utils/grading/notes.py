"""What the intake changed, left out or refused, in words that a student can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["repaired", "dropped", "refused", "suspicious"]

#: How many characters of a student's own name for something a message shows.
SHOWN = 60


@dataclass(frozen=True)
class Note:
    """One remark. cell: the grade_id of the cell that it is about; "" for the whole submission."""

    kind: Kind
    cell: str
    message: str


class Unusable(Exception):
    """A file, a folder or a text that can't be used; its message is for the student."""


def shown(name: str) -> str:
    """A student's own name for something, on one line, with nothing in it that a display obeys."""
    text = repr(name)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def reason(error: Exception) -> str:
    """Why something could not be read, for its author: nothing of this machine's paths is in it."""
    if isinstance(error, Unusable):
        return str(error)
    words = (isinstance(error, OSError) and error.strerror) or type(error).__name__
    return f"It could not be read: {words}."
