"""The client of a grading process: `GraderProcess.grade(task)` gives a future of the result.

Where a process can't safely be forked (all but Linux), every task gets a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from course_utils.grading.grader_process import FORKS
from course_utils.grading.grader_start import start
from course_utils.grading.json_lines import send
from course_utils.grading.setting import Setting
from course_utils.grading.task import Result, Task


class GraderDied(RuntimeError):
    """The grading process ended before its tasks were done; the message says what it wrote."""


class GraderProcess:
    """Grades tasks in a process of its own; safe to call from several threads."""

    def __init__(self, setting: Setting):
        self._setting = setting
        self._futures: dict[int, Future[Result]] = {}
        self._told: dict[int, Callable[[str], None]] = {}
        self._count = 0
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._closed = False
        self.sandbox_name = ""
        self.note = ""
        self._threads = None if FORKS else ThreadPoolExecutor(setting.jobs)
        self._server = self._start()
        if FORKS:
            self._reader = threading.Thread(target=self._read, daemon=True)
            self._reader.start()

    def grade(self, task: Task, told: Callable[[str], None] = lambda cell: None) -> Future[Result]:
        """Have a task graded. The future raises GraderDied if the process ended meanwhile.

        told: hears, in a thread of this object, the name of each cell as its turn comes.
        """
        if self._threads:
            return self._threads.submit(self._grade_alone, task, told)
        future: Future[Result] = Future()
        with self._lock:
            self._count += 1
            number = self._count
            self._futures[number] = future
            self._told[number] = told
        try:
            with self._writing:
                send(self._server.stdin, {"number": number, "task": task.to_json()})
        except (OSError, ValueError):
            self._end(f"it ended with {self._server.wait()}")
        return future

    def is_dead(self) -> bool:
        """Whether the process has ended by itself."""
        return self._server.poll() is not None

    def is_idle(self) -> bool:
        """Whether no task is under way."""
        with self._lock:
            return not self._futures

    def close(self) -> None:
        """End the process, its children and its sandbox, whatever they are at."""
        self._closed = True
        with contextlib.suppress(OSError, ValueError):
            self._server.stdin.close()
        try:
            self._server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        else:
            self._reader.join()
        self._server.stdout.close()

    def __enter__(self) -> GraderProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> subprocess.Popen:
        server = start(self._setting)
        first = json.loads(server.stdout.readline() or "{}")
        if "sandbox" not in first:
            ended = f"the grading process ended with exit code {server.wait()} before it began"
            raise RuntimeError(first.get("error") or ended)
        self.sandbox_name, self.note = first["sandbox"], first["note"]
        return server

    def _read(self) -> None:
        for line in self._server.stdout:
            reply = json.loads(line)
            number = reply["number"]
            if "cell" in reply:
                self._told[number](reply["cell"])
                continue
            with self._lock:
                self._told.pop(number, None)
                future = self._futures.pop(number, None)
            if future is not None:
                future.set_result(Result.from_json(reply["result"]))
        self._end("it was closed" if self._closed else f"it ended with {self._server.wait()}")

    def _end(self, why: str) -> None:
        with self._lock:
            waiting, self._futures = list(self._futures.values()), {}
            self._told.clear()
        for future in waiting:
            future.set_exception(GraderDied(f"the grading process is gone: {why}"))

    def _grade_alone(self, task: Task, told: Callable[[str], None]) -> Result:
        """Grade with a server for this task alone; the first one only said what it can do."""
        server = self._start()
        try:
            send(server.stdin, {"number": 0, "task": task.to_json()})
            for line in server.stdout:
                reply = json.loads(line)
                if "result" in reply:
                    return Result.from_json(reply["result"])
                if "cell" in reply:
                    told(reply["cell"])
        finally:
            server.kill()
            server.wait()
        raise GraderDied("the grading process ended before it replied")
