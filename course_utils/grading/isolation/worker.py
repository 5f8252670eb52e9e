"""The worker: a student's cells run here, and the functions they define are called from outside.

`serve` is what the sandbox starts, in a process that knows neither tests nor solutions: it takes
over the process's output, makes a shell, and answers requests until the other end closes.

    run        a cell's source → its display, and what it raised
    bind       names → those that the namespace has, with their values
    call       a function's number, its arguments → what it returns or raises
    next       an iterator's number → the next item
    signature  a function's number → its parameters

A student's code may do what it likes to this module: nothing here protects the grader, and nothing
that comes from here is believed.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import socket
import sys
import threading
from typing import Any

from course_utils import gradient_paths
from course_utils.grading.isolation.frames import Closed, FrameSocket, ProtocolError
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.output import Output
from course_utils.grading.isolation.peer import WORKER, Peer, parameters
from course_utils.grading.isolation.shell import Shell
from course_utils.grading.isolation.values import Encoder, Tree
from course_utils.numpy_only import FrameworkWatch


@functools.cache
def prepare() -> tuple[Output, Shell]:
    """Make output and shell, in a warm process: what they take is then not spent in each worker."""
    output = Output(Limits().output_bytes)
    # `display` and `get_ipython` look for the one instance.
    return output, Shell.instance(output)


def serve(sock: socket.socket) -> None:
    """Answer requests on the socket until its other end is closed."""
    worker = Worker(FrameSocket(sock, Limits().frame_bytes))
    with contextlib.suppress(Closed):
        worker.run()


class Worker(Peer):
    """The student's side of the boundary."""

    side = WORKER

    def __init__(self, frames: FrameSocket):
        super().__init__(frames, frames.frame_bytes)
        self._lock = threading.RLock()
        self._output, self._shell = prepare()

    def run(self) -> None:
        """Serve until the other end is closed. Raises Closed."""
        # Ctrl-C in the grader's terminal is the grader's.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._output.capture()
        while True:
            message, buffers = self.receive(None)
            if message[0] != "q" or message[2] != 0:
                raise ProtocolError("this is no request")
            self.serve(message, buffers)

    def perform(self, what: list, value: Any) -> tuple[list, Any]:
        """Do what is asked for."""
        if len(self._serving) == 1:
            self._output.start()
        kind, *details = what
        if kind == "call":
            return self._call(details, *value)
        if kind == "next":
            return self._next(*details)
        if kind == "signature":
            return ["ok"], parameters(self.referred(*details))
        if kind == "run":
            return ["ok"], self._shell.run(value)
        if kind == "bind":
            names = self._shell.user_ns
            return ["ok"], {name: names[name] for name in value if name in names}
        if kind == "settings":
            return ["ok"], self._settle(**value)
        raise ProtocolError(f"there is no request {kind!r}")

    def request(self, what: list, value: Any, seconds: float | None = None) -> tuple[list, Any]:
        """Ask the grader's side: only while it waits for an answer, one thread after another."""
        # What the boundary does itself is not the answer's work.
        watch = sys.getprofile()
        sys.setprofile(None)
        try:
            with self._lock:
                if not self._serving:
                    raise RuntimeError("the call that this function was passed to has ended")
                return super().request(what, value, seconds)
        finally:
            sys.setprofile(watch)

    def state(self, encoder: Encoder) -> dict[str, Tree]:
        """Besides the rest, what was printed."""
        return super().state(encoder) | {"output": list(self._output.take())}

    def _settle(self, frame_bytes: int, output_bytes: int) -> None:
        """Take over the grader's limits."""
        self.frame_bytes = self._frames.frame_bytes = frame_bytes
        self._output.most_bytes = output_bytes

    def _call(self, details: list, args: tuple, named: tuple) -> tuple[list, Any]:
        """Call a function; say which framework it used, if it is watched."""
        number, *how = details
        function = self.referred(number)
        watch = FrameworkWatch(function, sys._getframe()) if "watch" in how else None
        withheld = gradient_paths.withheld() if "withheld" in how else contextlib.nullcontext()
        said = "ok"
        try:
            with withheld, watch or contextlib.nullcontext():
                value = function(*args, **dict(named))
        except BaseException as error:
            said, value = "raise", error
        return [said, *_used(watch)], value

    def _next(self, number: int) -> tuple[list, Any]:
        try:
            return ["ok"], next(self.referred(number))
        except StopIteration:
            return ["ok", "end"], None


def _used(watch: FrameworkWatch | None) -> list[str]:
    """The framework and the line that a watch has noted."""
    if watch is None or watch.call is None:
        return []
    return [watch.call.framework, watch.call.line]
