"""Git's conflict markers: tells whether a text holds them, and reads both sides."""

from __future__ import annotations

import re

_OURS = re.compile(r"<{7}(?: .*)?")
_BASE = re.compile(r"\|{7}(?: .*)?")
_MIDDLE = re.compile(r"={7}")
_THEIRS = re.compile(r">{7}(?: .*)?")


def sides(text: str) -> tuple[str, str] | None:
    """Return both sides of a text in conflict, None for a text without complete markers."""
    if "<<<<<<<" not in text:
        return None
    ours: list[str] = []
    theirs: list[str] = []
    state, seen = "both", 0
    for line in text.splitlines(keepends=True):
        mark = line.rstrip("\r\n")
        if state == "both" and _OURS.fullmatch(mark):
            state, seen = "ours", seen + 1
        elif state == "ours" and _BASE.fullmatch(mark):
            state = "base"
        elif state in ("ours", "base") and _MIDDLE.fullmatch(mark):
            state = "theirs"
        elif state == "theirs" and _THEIRS.fullmatch(mark):
            state = "both"
        else:
            if state in ("both", "ours"):
                ours.append(line)
            if state in ("both", "theirs"):
                theirs.append(line)
    if state != "both" or not seen:
        return None
    return "".join(ours), "".join(theirs)
