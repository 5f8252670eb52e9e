"""A fork of the warm grading process, which grades submissions one after another.

A fork's first operations are slow: it copies pages, and TensorFlow makes its kernels. So a child
goes on to the next task while all went as usual, and `as_new` brings it back to where it was. After
anything unusual (a limit, a dead worker, a failure), and after some tasks, it ends, and the next
one starts from the warm process.

A task lies in a file of the child's, and a byte in a pipe says that it does: the server never has
to wait for a child. The child answers with lines of JSON: {"cell": …} and {"test": …} on the way,
{"result": …}, and {"free": true} once it is ready for another.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import traceback
from collections.abc import Mapping
from typing import IO, Any

from course_utils.grading.as_new import Settled
from course_utils.grading.isolation import lockdown
from course_utils.grading.isolation.sandbox import Sandbox
from course_utils.grading.json_lines import send
from course_utils.grading.task import Result, Task, Told, grade_task

#: How far a child's memory may grow over its tasks, as a share of what a submission may take.
GROWTH = 0.25


def run(tasks: int, given: int, wake: int, answers: int, sandbox: Sandbox) -> None:
    """Grade what lies in the file `given` whenever a byte comes from `wake`; end the process.

    tasks: the most that it takes: what it can't take back doesn't add up for ever.
    """
    _die_with_parent()
    settled = None
    with os.fdopen(answers, "wb") as pipe:
        for _ in range(tasks):
            if not os.read(wake, 1):
                break
            task = _task_in(given)
            settled = settled or Settled(int(GROWTH * task.limits.memory_bytes))
            # What an answer returns is small on the wire, and what a test makes of it may not be.
            lockdown.limit_memory(task.limits.memory_bytes)
            with settled.task():
                result = _graded(task, sandbox, _telling(pipe))
                send(pipe, {"result": result.to_json()})
            if not is_usual(task, result) or settled.why_not():
                break
            send(pipe, {"free": True})
    os._exit(0)


def serve_one(request: Mapping[str, Any], sandbox: Sandbox, replies: IO[bytes]) -> None:
    """Grade one task in this process, where it can't fork."""
    result = grade_task(Task.from_json(request["task"]), sandbox, told=_telling(replies))
    send(replies, {"number": request["number"], "result": result.to_json()})


def is_usual(task: Task, result: Result) -> bool:
    """Whether nothing happened that could touch the next task, however unlikely."""
    return result.status == "graded" and not result.incidents and not task.skip


def _graded(task: Task, sandbox: Sandbox, told: Told) -> Result:
    try:
        return grade_task(task, sandbox, told=told)
    except Exception:
        return Result(task.assignment, task.student, "failed", error=traceback.format_exc())


def _task_in(given: int) -> Task:
    """The task that the server has put into the file."""
    return Task.from_json(json.loads(os.pread(given, os.fstat(given).st_size, 0)))


def _telling(stream: IO[bytes]) -> Told:
    """A `told` that sends what it hears."""
    return lambda what, name: send(stream, {what: name})


def _die_with_parent() -> None:
    """Let the kernel kill this process when the server ends."""
    set_parent_death_signal = 1
    parent = os.getppid()
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
