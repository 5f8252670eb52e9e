"""Grades each task in a fork of this warm process.

The server is single-threaded and executes no cell itself, so that a child starts at once and leaves
nothing behind. A child that dies or hangs is started again; it tells each test cell before running
it, so the guilty one is known and left out at last. If the client is gone, the server and its
children go too.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import selectors
import signal
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

from course_utils.grading.grader_process import send
from course_utils.grading.isolation import lockdown
from course_utils.grading.isolation.sandbox import Sandbox
from course_utils.grading.task import Result, Task, Told, grade_task
from course_utils.grading.test_kernel import TestKernel

#: How often a task is tried before it counts as failed.
ATTEMPTS = 3
#: What a child may take beyond the time that the submission or a test has: its start, and killing
#: workers. A test that is still running then doesn't hear its own alarm.
GRACE_SECONDS = 30.0
#: How much is kept of what a dead child wrote.
LOG_BYTES = 4000


@dataclass
class _Child:
    """A task under way in a forked process. end: of its time.

    messages: what it has sent so far. unread: the beginning of the next.
    written: what it wrote on its standard output and error, below Python.
    """

    number: int
    task: Task
    pid: int
    pipe: int
    end: float
    written: IO[bytes]
    messages: list[dict[str, Any]] = field(default_factory=list)
    unread: bytes = b""
    attempt: int = 1
    late: bool = False
    deadline: float = 0.0

    def __post_init__(self) -> None:
        self.deadline = self.end

    def hear(self, data: bytes) -> str:
        """Take what it has sent; a test that has begun has a deadline of its own.

        Returns the cell that it has come to, "" for none.
        """
        *lines, self.unread = (self.unread + data).split(b"\n")
        cell = ""
        for line in lines:
            message = json.loads(line)
            self.messages.append(message)
            cell = message.get("cell", cell)
            if "test" in message:
                most = self.task.test_seconds + GRACE_SECONDS
                own = time.monotonic() + most if message["test"] else self.end
                self.deadline = min(self.end, own)
        return cell

    def test(self) -> str:
        """The test cell that it told last, "" before the first."""
        return next((m["test"] for m in reversed(self.messages) if m.get("test")), "")

    def result(self) -> dict[str, Any] | None:
        """The result, if it was sent."""
        return next((m["result"] for m in self.messages if "result" in m), None)


class Server:
    """Reads tasks, keeps at most `jobs` children under way, and replies as they end."""

    def __init__(self, jobs: int, sandbox: Sandbox, requests: int, replies: IO[bytes]):
        self._jobs, self._sandbox = jobs, sandbox
        self._requests, self._replies = requests, replies
        self._selector = selectors.DefaultSelector()
        self._selector.register(requests, selectors.EVENT_READ)
        self._unread = bytearray()
        self._waiting: list[tuple[int, Task, int]] = []
        self._children: dict[int, _Child] = {}

    def serve(self) -> None:
        """Grade until the client closes its end."""
        try:
            while self._turn():
                pass
        finally:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)

    def _turn(self) -> bool:
        while self._waiting and len(self._children) < self._jobs:
            self._fork(*self._waiting.pop(0))
        now = time.monotonic()
        ends = [child.deadline for child in self._children.values()]
        for key, _ in self._selector.select(max(0, min(ends) - now) if ends else None):
            if key.fd == self._requests:
                if not self._read_requests():
                    return False
            else:
                self._read_child(self._children[key.fd])
        for child in self._children.values():
            if child.deadline < time.monotonic() and not child.late:
                child.late = True
                os.kill(child.pid, signal.SIGKILL)
        return True

    def _read_requests(self) -> bool:
        data = os.read(self._requests, 1 << 20)
        self._unread += data
        *lines, rest = bytes(self._unread).split(b"\n")
        self._unread = bytearray(rest)
        for line in lines:
            request = json.loads(line)
            self._waiting.append((request["number"], Task.from_json(request["task"]), 1))
        return bool(data)

    def _fork(self, number: int, task: Task, attempt: int) -> None:
        # A child that found no warm process could make one for itself alone, with all imports.
        self._sandbox.wait_until_warm()
        reading, writing = os.pipe()
        written = tempfile.TemporaryFile()  # noqa: SIM115 (read after the child has ended)
        pid = os.fork()
        if pid == 0:
            # Nothing of the server may run on in the child, whatever happens.
            try:
                for standard in (1, 2):
                    os.dup2(written.fileno(), standard)
                self._be_child(task, writing)
            finally:
                os._exit(1)
        os.close(writing)
        end = time.monotonic() + task.limits.total_seconds + GRACE_SECONDS
        child = _Child(number, task, pid, reading, end, written, attempt=attempt)
        self._children[reading] = child
        self._selector.register(reading, selectors.EVENT_READ)

    def _be_child(self, task: Task, writing: int) -> None:
        _die_with_parent()
        # What an answer returns is small on the wire, and what a test makes of it may not be.
        lockdown.limit_memory(task.limits.memory_bytes)
        with os.fdopen(writing, "wb") as pipe:
            try:
                result = grade_task(task, self._sandbox, told=_telling(pipe))
            except Exception:
                result = Result(
                    task.assignment, task.student, "failed", error=traceback.format_exc()
                )
            send(pipe, {"result": result.to_json()})
        os._exit(0)

    def _read_child(self, child: _Child) -> None:
        data = os.read(child.pipe, 1 << 20)
        if cell := child.hear(data):
            send(self._replies, {"number": child.number, "cell": cell})
        if data:
            return
        self._selector.unregister(child.pipe)
        os.close(child.pipe)
        del self._children[child.pipe]
        _, status = os.waitpid(child.pid, 0)
        with child.written:
            child.written.seek(0)
            words = child.written.read()[-LOG_BYTES:].decode(errors="replace")
        result = child.result()
        if result is None or (result["status"] == "failed" and child.attempt < 2):
            self._again(child, status, words)
        else:
            self._reply(child.number, result)

    def _again(self, child: _Child, status: int, words: str) -> None:
        """Try a task once more; leave out the test cell that a child hung in or died in twice."""
        test, task = child.test(), child.task
        result = child.result()
        why = "took longer than it may" if child.late else _ended(status)
        if child.attempt >= ATTEMPTS:
            place = test or "the beginning"
            error = f"{words}\nThe grading process {why} in {place}, {ATTEMPTS} times."
            failed = Result(task.assignment, task.student, "failed", error=error)
            self._reply(child.number, failed.to_json())
            return
        if test and result is None and (child.late or child.attempt > 1):
            reason = f"This check was not run: the process it runs in {why}."
            task = replace(task, skip={**task.skip, test: reason})
        self._waiting.insert(0, (child.number, task, child.attempt + 1))

    def _reply(self, number: int, result: Mapping[str, Any]) -> None:
        send(self._replies, {"number": number, "result": result})


def _ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"


def _die_with_parent() -> None:
    """Let the kernel kill this process when the server ends."""
    set_parent_death_signal = 1
    parent = os.getppid()
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def serve_one(request: Mapping[str, Any], sandbox: Sandbox, replies: IO[bytes]) -> None:
    """Grade one task in this process, where it can't fork."""
    result = grade_task(Task.from_json(request["task"]), sandbox, told=_telling(replies))
    send(replies, {"number": request["number"], "result": result.to_json()})


def _telling(stream: IO[bytes]) -> Told:
    """A `told` that sends what it hears."""
    return lambda what, name: send(stream, {what: name})


def warm(modules: Sequence[str]) -> None:
    """Import what tests need, and let IPython import what its first cell and first error need."""
    for module in modules:
        importlib.import_module(module)
    kernel = TestKernel()
    kernel.run("1 / 0", 60.0)
    kernel.close()
