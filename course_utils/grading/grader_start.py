"""Starts grading processes, also one ahead of the command that will need it.

A command takes a second to import what it needs itself, and the warm process in the sandbox takes
seconds more: `ahead` lets both begin at once.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from course_utils.grading.json_lines import send
from course_utils.grading.setting import Setting, cores, setting_of

#: Side by side, more threads than cores only wait for each other.
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
}
#: TensorFlow writes on stderr unless it is told both.
SILENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "MPLBACKEND": "Agg"}

#: What was started ahead and not taken yet.
_ahead: list[tuple[Setting, subprocess.Popen]] = []


def start(setting: Setting) -> subprocess.Popen:
    """A process that sets itself up so and then answers on its standard output.

    The one that was started ahead, if it fits.
    """
    while _ahead:
        before, process = _ahead.pop()
        # What more it has imported does no harm.
        if replace(before, imports=setting.imports) == setting and (
            set(setting.imports) <= set(before.imports)
        ):
            return process
        _end(process)
    return _start(setting)


@contextlib.contextmanager
def ahead(setting: Setting) -> Iterator[None]:
    """Start a process at once, for whoever asks for such a one meanwhile; else it ends."""
    _ahead.append((setting, _start(setting)))
    try:
        yield
    finally:
        while _ahead:
            _end(_ahead.pop()[1])


def ahead_for(
    root: Path, assignment: str, step: str, sandbox: str | None, jobs: int | None
) -> contextlib.AbstractContextManager[None]:
    """`ahead`, for a notebook of source/ or release/; nothing, where it can't be read.

    jobs: one for each core by default.
    """
    try:
        master = (root / step / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
        setting = setting_of(root, master, sandbox, jobs=jobs or cores())
    except Exception:
        # A student's copy may be anything; who needs it next says in words what is wrong with it.
        return contextlib.nullcontext()
    return ahead(setting)


def _start(setting: Setting) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "course_utils.grading.grader_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | ONE_THREAD | SILENT,
        start_new_session=True,
    )
    # One that has ended already is found to be so by whoever reads its answer.
    with contextlib.suppress(OSError):
        send(process.stdin, setting.to_json())
    return process


def _end(process: subprocess.Popen) -> None:
    """Let one that nobody needs end, once its imports are done: nobody waits for that."""
    with contextlib.suppress(OSError):
        process.stdin.close()
