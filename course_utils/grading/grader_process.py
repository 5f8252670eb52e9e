"""A warm process that grades: it has the imports done, and forks a child for every task.

The server is single-threaded and executes no cell itself: it opens the sandbox, imports what
tests need, and then forks, so that a child starts at once and leaves nothing behind. A child that
dies or hangs is started again; it tells each test cell before running it, so the guilty one is
known and left out at last. If the client is gone, the server and its children go too.

Requests and replies are lines of JSON on standard input and output: first a `Setting` and what
came of it, then tasks and results. `grader_client` is the other end.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import selectors
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from course_utils.grading.isolation import lockdown
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.sandbox import Sandbox, SandboxWarning, open_sandbox
from course_utils.grading.task import Result, Task, grade_task
from course_utils.grading.test_kernel import TestKernel

#: macOS forbids much to a fork of a process that has loaded libraries; Windows can't fork.
FORKS = sys.platform == "linux"
#: How often a task is tried before it counts as failed.
ATTEMPTS = 3
#: What a child may take beyond the time that the submission or a test has: its start, and killing
#: workers. A test that is still running then doesn't hear its own alarm.
GRACE_SECONDS = 30.0
#: How much is kept of what a dead child wrote.
LOG_BYTES = 4000


@dataclass(frozen=True)
class Setting:
    """How a grading process is set up. imports: done once on both sides, before any task."""

    root: str
    limits: Limits
    sandbox: str | None = None
    imports: Sequence[str] = ()
    jobs: int = 1

    def to_json(self) -> dict[str, Any]:
        """The setting as JSON has it."""
        return {**vars(self), "limits": vars(self.limits)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Setting:
        """The inverse of `to_json`."""
        return cls(**{**content, "limits": Limits(**content["limits"])})


def send(stream: IO[bytes], message: Mapping[str, Any]) -> None:
    """Write one message as a line."""
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()


@dataclass
class _Child:
    """A task under way in a forked process. reply: what it has sent so far. end: of its time.

    written: what it wrote on its standard output and error, below Python.
    """

    number: int
    task: Task
    pid: int
    pipe: int
    end: float
    written: IO[bytes]
    reply: bytearray = field(default_factory=bytearray)
    attempt: int = 1
    late: bool = False
    deadline: float = 0.0

    def __post_init__(self) -> None:
        self.deadline = self.end

    def hear(self, data: bytes) -> None:
        """Take what it has sent; a test that has begun has a deadline of its own."""
        self.reply += data
        last = self.lines()[-1] if data.endswith(b"\n") else {}
        if "test" in last:
            most = self.task.test_seconds + GRACE_SECONDS
            own = time.monotonic() + most if last["test"] else self.end
            self.deadline = min(self.end, own)

    def lines(self) -> list[dict[str, Any]]:
        """The whole messages among what came; the last may be cut."""
        return [json.loads(line) for line in bytes(self.reply).split(b"\n")[:-1]]

    def test(self) -> str:
        """The test cell that it told last, "" before the first."""
        return next((m["test"] for m in reversed(self.lines()) if m.get("test")), "")

    def result(self) -> dict[str, Any] | None:
        """The result, if it was sent."""
        return next((m["result"] for m in self.lines() if "result" in m), None)


class _Server:
    """Reads tasks, keeps at most `jobs` children under way, and replies as they end."""

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
            for child in self._children.values():
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)

    def _turn(self) -> bool:
        while self._waiting and len(self._children) < self._setting.jobs:
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
                result = grade_task(task, self._sandbox, told=lambda t: send(pipe, {"test": t}))
            except Exception:
                result = Result(
                    task.assignment, task.student, "failed", error=traceback.format_exc()
                )
            send(pipe, {"result": result.to_json()})
        os._exit(0)

    def _read_child(self, child: _Child) -> None:
        data = os.read(child.pipe, 1 << 20)
        child.hear(data)
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


def main() -> None:
    """Set up as the first line of standard input says, then serve."""
    requests = os.dup(0)
    replies = os.fdopen(os.dup(1), "wb")
    # What libraries print is no reply; what they read is no request.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    setting = Setting.from_json(_first_line(requests))
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
        send(replies, {"error": str(error)})
        sys.exit(1)
    # What children leave behind that are killed, or end without Python's own tidying up.
    scratch = tempfile.TemporaryDirectory(prefix="grading-")
    tempfile.tempdir = os.environ["TMPDIR"] = scratch.name
    try:
        _warm(setting.imports)
        # A worker without a sandbox is this user's too: it may not read a hidden test from memory.
        lockdown.undumpable()
        send(replies, {"sandbox": sandbox.name, "note": getattr(sandbox, "note", "")})
        if FORKS:
            _Server(setting, sandbox, requests, replies).serve()
        else:
            request = _first_line(requests)
            result = grade_task(Task.from_json(request["task"]), sandbox)
            send(replies, {"number": request["number"], "result": result.to_json()})
    finally:
        sandbox.close()
        scratch.cleanup()


def _warm(modules: Sequence[str]) -> None:
    """Import what tests need, and let IPython import what its first cell and first error need."""
    for module in modules:
        importlib.import_module(module)
    kernel = TestKernel()
    kernel.run("1 / 0", 60.0)
    kernel.close()


def _first_line(descriptor: int) -> dict[str, Any]:
    """Read one line, byte by byte: what follows it belongs to others."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            sys.exit(0)
        line += byte
    return json.loads(line)


if __name__ == "__main__":
    main()
    # TensorFlow takes two seconds to leave in order, and nothing here is left to tidy up.
    os._exit(0)
