"""The sign of life on a terminal: a clock that ticks, and nothing where nobody looks."""

import errno
import io
import os
import select
import sys
import time

import pytest

from course_utils.grading import under_way

pty = pytest.importorskip("pty", reason="pseudo-terminals exist on Unix alone")
import termios  # noqa: E402


def shown_on(stream, monkeypatch) -> None:
    """Let a cell be under way for some ticks, on that stream."""
    monkeypatch.setattr(under_way, "TICK", 0.1)
    monkeypatch.setattr(sys, "stderr", stream)
    with under_way.showing_cells("unit") as told:
        told("f__one")
        time.sleep(1.5)


def all_of(terminal: io.FileIO) -> bytes:
    """What was written to a pseudo-terminal that is closed: it comes in pieces, and late."""
    pieces = []
    while select.select([terminal], [], [], 10)[0]:
        try:
            piece = terminal.read(65_536)
        except OSError as error:  # Linux's way of saying that the other end is closed
            if error.errno != errno.EIO:
                raise
            break
        if not piece:
            break
        pieces.append(piece)
    return b"".join(pieces)


def test_the_clock_of_a_cell_ticks(monkeypatch):
    """Does a terminal show the cell and its seconds though nothing else happens, and go blank?"""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    with os.fdopen(master, "rb", buffering=0) as terminal:
        with os.fdopen(slave, "w") as stream:
            shown_on(stream, monkeypatch)
        written = all_of(terminal).decode()
    for shown in ("unit: starting [00:00]", "unit: f__one [00:00]", "unit: f__one [00:01]"):
        assert shown in written
    assert not written.split("\r")[-1].strip()


def test_a_log_has_no_clock(monkeypatch):
    """Is nothing written where standard error is a file?"""
    stream = io.StringIO()
    shown_on(stream, monkeypatch)
    assert stream.getvalue() == ""
