"""Where students' code runs: a warm process in a sandbox, which forks a worker a submission.

`open_sandbox` takes the best that the machine has: bubblewrap, podman, docker, or none, which keeps
the boundary of data (only data crosses between worker and grader) and contains nothing. A sandbox
starts workers; a worker has a socket, can be killed at once, and says why it is dead.

Workers of one warm process are kept apart by namespaces of their own; where the machine doesn't let
them nest, by Landlock; where it has neither, each gets a sandbox and a warm process of its own, as
safe and seconds slower. `note` says which.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from course_utils.grading.isolation import commands
from course_utils.grading.isolation.launching import (
    FORKS,
    GoneError,
    Launched,
    ThreadsError,
    WholeWorker,
    launch,
)
from course_utils.grading.isolation.limits import Limits

#: From the best to the worst.
NAMES = ("bubblewrap", "podman", "docker", "none")
SERVE = "course_utils.grading.isolation.worker:serve"
NO_SANDBOX = (
    "No sandbox: students' code runs in your own account, and nothing contains it. Only data "
    "crosses between it and the grader, so it can't forge marks there, but it may be able to read "
    "and change what you can. On Linux, install bubblewrap."
)


class SandboxWarning(UserWarning):
    """Students' code is not contained."""


class WorkerProcess(Protocol):
    """One student's process. socket: to the worker's protocol loop."""

    socket: socket.socket

    def kill(self) -> None:
        """Kill the worker and all it made, wait until it is gone; a second time does nothing."""

    def why_dead(self) -> str:
        """Why the worker ended, in words."""


class Sandbox(Protocol):
    """Starts workers. name: one of NAMES. note: what to know about it, in words, or empty."""

    name: str
    note: str

    def start(self) -> WorkerProcess:
        """Start a fresh worker. Raises RuntimeError where the sandbox fails."""

    def close(self) -> None:
        """End the warm process and all its workers."""


def open_sandbox(
    name: str | None = None,
    *,
    limits: Limits,
    warm: Sequence[str],
    root: Path,
    serve: str = SERVE,
) -> Sandbox:
    """Open a sandbox; its imports go on while this returns.

    name: one of NAMES; None for the best that works here. warm: modules imported before any fork.
    root: the course's folder, which is not to be seen inside. serve: a worker's function,
    "module:name", which gets its socket.
    Raises RuntimeError, saying what to do, if the sandbox named doesn't work here.
    """
    if name is not None and name not in NAMES:
        raise RuntimeError(f"There is no sandbox {name!r}: take one of {', '.join(NAMES)}.")
    refusals = []
    for candidate in NAMES if name is None else (name,):
        try:
            opened = _Opened(candidate, limits, tuple(warm), serve, Path(root))
        except RuntimeError as error:
            refusals.append(str(error))
            continue
        if candidate == "none":
            opened.note = " ".join([opened.note, *refusals])
            warnings.warn(opened.note, SandboxWarning, stacklevel=2)
        return opened
    raise RuntimeError(refusals[0])


class _Opened:
    """A sandbox: one warm process for all workers, or one for each."""

    def __init__(
        self, name: str, limits: Limits, warm: tuple[str, ...], serve: str, root: Path
    ) -> None:
        self.name = name
        self.note = NO_SANDBOX if name == "none" else ""
        self._owner = os.getpid()
        self._files = tempfile.mkdtemp(prefix="bncourse-") if name == "none" else ""
        settings = {
            "warm": warm,
            "serve": serve,
            "limits": asdict(limits),
            "namespaces": name != "none",
            "readable": commands.readable(root),
            "files": self._files or commands.files(root),
        }
        self._launch: Callable[[], Launched] = lambda: launch(name, settings, root, limits)
        self._next: Launched | None = self._launch()
        self._forks = FORKS
        self._choose(self._next.hello())

    def _choose(self, refused: dict[str, str]) -> None:
        """Choose how workers are kept apart. refused: why the machine lacks which way."""
        if refused["filter"]:
            self._add(f"System calls are not filtered here: {refused['filter']}.")
        if self.name == "none":
            if not refused["landlock"] and FORKS:
                self._add("Landlock closes files to it that it needn't read.")
        elif refused["namespaces"]:
            if refused["landlock"] or refused["filter"]:
                self._one_each(refused["namespaces"])
            else:
                reason = f"namespaces don't nest here: {refused['namespaces']}"
                self._add(f"Landlock keeps submissions apart from each other ({reason}).")

    def start(self) -> WorkerProcess:
        """Start a fresh worker. Raises RuntimeError where the sandbox fails."""
        if self._forks:
            try:
                return self._asked(lambda warm: warm.fork())
            except ThreadsError as error:
                self._one_each(str(error))
        return self._start_whole()

    def wait_until_warm(self) -> None:
        """Wait until the imports are done, in a new warm process if the last one has ended.

        Raises RuntimeError if they fail.
        """
        if self._forks:
            self._asked(lambda warm: warm.ask("ping")[0].close())

    def close(self) -> None:
        """End the warm process and all its workers; in a fork of the owner it does nothing."""
        if self._owner != os.getpid():
            return
        if self._next is not None:
            self._next.kill()
            self._next = None
        if self._files:
            shutil.rmtree(self._files, ignore_errors=True)

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _asked(self, request: Callable[[Launched], Any]) -> Any:
        """The warm process's answer to a request, a new one's if it has ended or hangs."""
        for _ in range(2):
            if self._next is None:
                self._next = self._launch()
                self._next.hello()
            try:
                return request(self._next)
            except GoneError:
                self._next.kill()
                self._next = None
        raise RuntimeError(f"The warm process in the sandbox ({self.name}) ended twice.")

    def _one_each(self, reason: str) -> None:
        self._forks = False
        self._add(
            f"Workers of one process can't be kept apart here ({reason}): each submission starts "
            "a sandbox of its own, which takes seconds more."
        )

    def _add(self, words: str) -> None:
        self.note = f"{self.note} {words}".strip()

    def _start_whole(self) -> WorkerProcess:
        """Let a warm process be the worker, and launch the next one meanwhile."""
        launched, self._next = self._next, None
        # One that a forked grader inherited is its parent's to use.
        if launched is None or self._owner != os.getpid():
            launched = self._launch()
        folder = launched.become()
        if self._owner == os.getpid():
            self._next = self._launch()
        # In a sandbox the folder is the sandbox's own, and gone with it.
        return WholeWorker(launched, folder if self._files else "")
