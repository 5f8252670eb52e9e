"""A warm process that grades: opens the sandbox, imports what tests need, then serves tasks.

The warm process inside the sandbox has its imports to do as well: it is started first, and this
process imports the rest meanwhile.

Requests and replies are lines of JSON on standard input and output: first a `Setting` and what
came of it, then tasks and results. `grader_client` is the other end.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from course_utils.collector import resting
from course_utils.grading import numpy_keras
from course_utils.grading.isolation import lockdown
from course_utils.grading.isolation.sandbox import SandboxWarning, open_sandbox
from course_utils.grading.json_lines import send
from course_utils.grading.setting import Setting

#: macOS forbids much to a fork of a process that has loaded libraries; Windows can't fork.
FORKS = sys.platform == "linux"


def main() -> None:
    """Set up as the first line of standard input says, then serve."""
    requests = os.dup(0)
    replies = os.fdopen(os.dup(1), "wb")
    # What libraries print is no reply; what they read is no request.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    setting = Setting.from_json(json.loads(_first_line(requests)))
    # Whoever asked for the grading says it, once.
    warnings.simplefilter("ignore", SandboxWarning)
    try:
        sandbox = open_sandbox(
            setting.sandbox,
            limits=setting.limits,
            warm=tuple(setting.imports),
            root=Path(setting.root),
        )
    except RuntimeError as error:
        _answer(replies, {"error": str(error)})
        sys.exit(1)
    # What children leave behind that are killed, or end without Python's own tidying up.
    scratch = tempfile.TemporaryDirectory(prefix="grading-")
    tempfile.tempdir = os.environ["TMPDIR"] = scratch.name
    try:
        with resting():
            if setting.keras_backend == numpy_keras.NUMPY:
                numpy_keras.choose()
            # With nbgrader, IPython and more behind it, this import takes seconds.
            from course_utils.grading import grader_child, grader_server

            grader_server.warm(setting.imports)
        # A worker without a sandbox is this user's too: it may not read a hidden test from memory.
        lockdown.undumpable()
        _answer(replies, {"sandbox": sandbox.name, "note": getattr(sandbox, "note", "")})
        if FORKS:
            grader_server.Server(setting, sandbox, requests, replies).serve()
        else:
            grader_child.serve_one(json.loads(_first_line(requests)), sandbox, replies)
    finally:
        sandbox.close()
        scratch.cleanup()


def _answer(replies: IO[bytes], message: Mapping[str, Any]) -> None:
    """Send what came of the setting; end if the command is gone that started this ahead."""
    try:
        send(replies, message)
    except BrokenPipeError:
        sys.exit(0)


def _first_line(descriptor: int) -> bytes:
    """Read one line, byte by byte: what follows it belongs to others."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            sys.exit(0)
        line += byte
    return bytes(line)


if __name__ == "__main__":
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    # TensorFlow takes two seconds to leave in order, and nothing here is left to tidy up.
    os._exit(code)
