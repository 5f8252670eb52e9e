"""Gives tasks to children, forks of this warm process, and hears what comes of them.

The server is single-threaded and executes no cell itself, so that a child starts at once. A child
that dies or hangs is followed by another; it tells each test cell before running it, so the guilty
one is known and left out at last. If the client is gone, the server and its children go too.
`grader_child` is what a child does.
"""

from __future__ import annotations

import importlib
import json
import os
import selectors
import signal
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

from course_utils import feedback
from course_utils.grading import grader_child
from course_utils.grading.isolation.sandbox import Sandbox
from course_utils.grading.json_lines import send
from course_utils.grading.setting import Setting
from course_utils.grading.task import Result, Task
from course_utils.grading.test_kernel import TestKernel

#: How often a task is tried before it counts as failed.
ATTEMPTS = 3
#: What a child may take beyond the time that the submission or a test has: its start, and killing
#: workers. A test that is still running then doesn't hear its own alarm.
GRACE_SECONDS = 30.0
#: How much is kept of what a dead child wrote.
LOG_BYTES = 4000


@dataclass
class _Job:
    """A task under way. end: of its time. messages: what its child has sent so far."""

    number: int
    task: Task
    attempt: int
    end: float
    messages: list[dict[str, Any]] = field(default_factory=list)
    late: bool = False
    deadline: float = 0.0

    def __post_init__(self) -> None:
        self.deadline = self.end

    def hear(self, message: dict[str, Any]) -> None:
        """Take what its child has sent; a test that has begun has a deadline of its own."""
        self.messages.append(message)
        if "test" in message:
            most = self.task.test_seconds + GRACE_SECONDS
            own = time.monotonic() + most if message["test"] else self.end
            self.deadline = min(self.end, own)

    def test(self) -> str:
        """The test cell that was told last, "" before the first."""
        return next((m["test"] for m in reversed(self.messages) if m.get("test")), "")

    def result(self) -> dict[str, Any] | None:
        """The result, if it was sent."""
        return next((m["result"] for m in self.messages if "result" in m), None)


@dataclass
class _Child:
    """A forked process. job: what it is at, None while it is free.

    given: the file that its tasks are put into. wake: where it waits for them. pipe: its answers.
    written: what it wrote on its standard output and error, below Python.
    unread: the beginning of its next answer.
    """

    pid: int
    given: IO[bytes]
    wake: int
    pipe: int
    written: IO[bytes]
    job: _Job | None = None
    unread: bytes = b""

    def begin(self, job: _Job) -> None:
        """Hand it a task. Raises BrokenPipeError if it has died."""
        self.given.seek(0)
        self.given.truncate()
        self.given.write(json.dumps(job.task.to_json()).encode())
        self.given.flush()
        os.write(self.wake, b"\n")
        self.job = job

    def answers(self, data: bytes) -> list[dict[str, Any]]:
        """The messages that are whole by now."""
        *lines, self.unread = (self.unread + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def words(self) -> str:
        """The last that it wrote."""
        size = self.written.seek(0, os.SEEK_END)
        self.written.seek(max(0, size - LOG_BYTES))
        return self.written.read().decode(errors="replace")

    def close(self) -> None:
        """Let go of the files and pipes."""
        self.given.close()
        self.written.close()
        os.close(self.wake)
        os.close(self.pipe)


class Server:
    """Reads tasks, keeps as many children as jobs, and replies as their tasks end."""

    def __init__(self, setting: Setting, sandbox: Sandbox, requests: int, replies: IO[bytes]):
        self._setting, self._sandbox = setting, sandbox
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
            for child in list(self._children.values()):
                self._end(child, kill=True)

    def _turn(self) -> bool:
        while self._waiting and (child := self._ready_child(self._waiting[0][2])):
            self._begin(child, *self._waiting.pop(0))
        jobs = [child.job for child in self._children.values() if child.job]
        left = min((job.deadline for job in jobs), default=None)
        wait = None if left is None else max(0, left - time.monotonic())
        for key, _ in self._selector.select(wait):
            if key.fd == self._requests:
                if not self._read_requests():
                    return False
            else:
                self._read_child(self._children[key.fd])
        for child in self._children.values():
            if child.job and child.job.deadline < time.monotonic() and not child.job.late:
                child.job.late = True
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

    def _ready_child(self, attempt: int) -> _Child | None:
        """A child for a task, None while all are busy; what failed once gets a new one."""
        free = [child for child in self._children.values() if child.job is None]
        if free and attempt == 1:
            return free[0]
        if len(self._children) >= self._setting.jobs:
            if not free:
                return None
            self._end(free[0], kill=True)
        return self._fork()

    def _begin(self, child: _Child, number: int, task: Task, attempt: int) -> None:
        end = time.monotonic() + task.limits.total_seconds + GRACE_SECONDS
        try:
            child.begin(_Job(number, task, attempt, end))
        except BrokenPipeError:
            # It was free, and died: no fault of the task's.
            self._end(child)
            self._waiting.insert(0, (number, task, attempt))

    def _fork(self) -> _Child:
        # A child that found no warm process could make one for itself alone, with all imports.
        self._sandbox.wait_until_warm()
        pipe, answers = os.pipe()
        waiting, wake = os.pipe()
        # They are closed with the child.
        given, written = (tempfile.TemporaryFile() for _ in range(2))  # noqa: SIM115
        pid = os.fork()
        if pid == 0:
            # Nothing of the server may run on in the child, whatever happens.
            try:
                for standard in (1, 2):
                    os.dup2(written.fileno(), standard)
                for other in self._children.values():
                    other.close()
                os.close(wake)
                grader_child.run(
                    self._setting.tasks, given.fileno(), waiting, answers, self._sandbox
                )
            finally:
                os._exit(1)
        os.close(answers)
        os.close(waiting)
        child = _Child(pid, given, wake, pipe, written)
        self._children[pipe] = child
        self._selector.register(pipe, selectors.EVENT_READ)
        return child

    def _end(self, child: _Child, kill: bool = False) -> int:
        """Let go of a child that has ended, or is killed now; return its status."""
        if kill:
            os.kill(child.pid, signal.SIGKILL)
        self._selector.unregister(child.pipe)
        del self._children[child.pipe]
        child.close()
        return os.waitpid(child.pid, 0)[1]

    def _read_child(self, child: _Child) -> None:
        data = os.read(child.pipe, 1 << 20)
        for message in child.answers(data):
            child.job.hear(message)
            if "cell" in message:
                send(self._replies, {"number": child.job.number, "cell": message["cell"]})
            if "free" in message:
                self._done(child.job)
                child.job = None
        if not data:
            words = child.words()
            status = self._end(child)
            if child.job:
                self._done(child.job, status, words)

    def _done(self, job: _Job, status: int = 0, words: str = "") -> None:
        """Reply to a task whose child is free or has ended, or try it once more."""
        result = job.result()
        if result is None or (result["status"] == "failed" and job.attempt < 2):
            self._again(job, status, words)
        else:
            send(self._replies, {"number": job.number, "result": result})

    def _again(self, job: _Job, status: int, words: str) -> None:
        """Try a task once more; leave out the test cell that a child hung in or died in twice."""
        test, task = job.test(), job.task
        why = "took longer than it may" if job.late else _ended(status)
        if job.attempt >= ATTEMPTS:
            place = test or "the beginning"
            error = f"{words}\nThe grading process {why} in {place}, {ATTEMPTS} times."
            failed = Result(task.assignment, task.student, "failed", error=error)
            send(self._replies, {"number": job.number, "result": failed.to_json()})
            return
        if test and job.result() is None and (job.late or job.attempt > 1):
            reason = f"This check was not run: the process it runs in {why}."
            task = replace(task, skip={**task.skip, test: reason})
        self._waiting.insert(0, (job.number, task, job.attempt + 1))


def _ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"


def warm(modules: Sequence[str]) -> None:
    """Import what tests need, and let IPython import what its first cell and first error need."""
    for module in modules:
        importlib.import_module(module)
    feedback.import_probes()
    kernel = TestKernel()
    kernel.run("1 / 0", 60.0)
    kernel.close()
