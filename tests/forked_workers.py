"""Workers for tests of the boundary alone: forked from this process, in no sandbox at all."""

from __future__ import annotations

import os
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass

#: The standard error of this process: a worker takes its own over.
_STDERR = os.dup(2)


@dataclass
class ForkedWorker:
    """A `WorkerProcess`."""

    socket: socket.socket
    pid: int
    status: int | None = None

    def kill(self) -> None:
        """Kill the process and wait for its end."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._wait()
        self.socket.close()

    def why_dead(self) -> str:
        """How the process ended."""
        self._wait()
        code = os.waitstatus_to_exitcode(self.status)
        return f"killed by signal {-code}" if code < 0 else f"it ended with status {code}"

    def _wait(self) -> None:
        if self.status is None:
            _, self.status = os.waitpid(self.pid, 0)


class ForkedSandbox:
    """A `Sandbox` that contains nothing. serve: what runs in a worker, with its socket."""

    name = "forked"

    def __init__(self, serve: Callable[[socket.socket], None] | None = None):
        self._serve = serve or _serve
        self.started = 0

    def start(self) -> ForkedWorker:
        """Fork a worker."""
        self.started += 1
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                ours.close()
                self._serve(theirs)
                status = 0
            except BaseException:
                os.write(_STDERR, traceback.format_exc().encode())
            finally:
                os._exit(status)
        theirs.close()
        return ForkedWorker(ours, pid)

    def close(self) -> None:
        """Nothing to close: sessions kill their workers."""


def _serve(sock: socket.socket) -> None:
    from course_utils.grading.isolation.worker import serve

    serve(sock)
