"""The trusted end of the boundary: one worker, killed where it dies, lies or takes too long.

A `Session` has one line at a time, asks through it, and is told through it what the worker's
answers ask for and print.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from course_utils.checks import CheckFailure
from course_utils.grading.isolation import outputs
from course_utils.grading.isolation.errors import BUILT_IN, Crossed, crossed
from course_utils.grading.isolation.frames import (
    Closed,
    FrameSocket,
    ProtocolError,
    TimedOut,
    TooLarge,
)
from course_utils.grading.isolation.peer import TRUSTED, Peer, parameters
from course_utils.grading.isolation.sandbox import WorkerProcess
from course_utils.grading.isolation.stand_ins import RemoteIterator, StandIn
from course_utils.grading.isolation.values import CannotCross, Decoder, Tree

if TYPE_CHECKING:
    from course_utils.grading.isolation.session import Session


class Stopped(Exception):
    """A call that came to no end; the text says why, in words for a student."""

    #: For `checks`: nothing needs to be added to the text.
    is_sentence = True


class Ended(Exception):
    """The worker was killed. kind: as an incident's. reason: the limit, or what the sandbox saw."""

    def __init__(self, kind: str, reason: str):
        super().__init__(reason)
        self.kind, self.reason = kind, reason


class Line(Peer):
    """A session's line to one worker."""

    side = TRUSTED

    def __init__(self, session: Session, process: WorkerProcess):
        frame_bytes = session.limits.frame_bytes
        super().__init__(FrameSocket(process.socket, frame_bytes), frame_bytes)
        self.process = process
        self._session = session
        self._collected: list[list[str]] | None = None
        self._raised: dict[int, Exception] = {}

    def exchange(self, what: list, value: Any, seconds: float | None = None) -> tuple[list, Any]:
        """As `Peer.exchange`. Raises Ended where the worker had to be killed."""
        if not self._open:
            self._raised.clear()
        try:
            return super().exchange(what, value, seconds)
        except TimedOut:
            raise Ended("time limit", "its time" if seconds is None else f"{seconds:g} s") from None
        except (TooLarge, CannotCross):
            raise
        except Closed:
            raise Ended("died", self.process.why_dead()) from None
        except ProtocolError as error:
            raise Ended("protocol", str(error)) from None

    def run(self, source: str) -> Any:
        """Run a cell; return what it raised. Raises Ended."""
        try:
            return self.exchange(["run"], source, self._session.limits.cell_seconds)[1]
        except (TooLarge, CannotCross) as error:
            # What a cell raised is a few texts: they can't but cross.
            self.failed(error)
            raise Ended("protocol", str(error)) from None

    def cannot_cross(self, why: str) -> None:
        """Note that a check used something that could not cross."""
        self._session.note("cannot cross", "", f"It can't be checked automatically: {why}.")

    def failed(self, error: BaseException) -> None:
        """Kill the worker: what it would say next means nothing."""
        self._session.lose(self)
        self.process.kill()

    def call(self, function: StandIn, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Call a function of the worker."""
        return self._session.call(function, args, kwargs)

    def next_item(self, iterator: RemoteIterator) -> Any:
        """The next item of an iterator of the worker."""
        return self._session.next_item(iterator)

    def perform(self, what: list, value: Any) -> tuple[list, Any]:
        """Answer the worker: call what was passed to an answer, with what comes from there."""
        kind, number = what
        if self._session.seconds_left() <= 0:
            raise Stopped("the submission has used up its time")
        try:
            function = self.referred(number)
            if kind == "signature":
                return ["ok"], parameters(function)
            if kind == "next":
                return self._next(function)
            if kind != "call" or not callable(function):
                raise ProtocolError(f"there is no request {kind!r}")
            args, kwargs = _arguments(value)
            return ["ok"], function(*args, **kwargs)
        except ProtocolError:
            raise
        except Exception as error:
            return ["raise"], self._lent_error(error)

    def apply(self, decoder: Decoder, state: dict[str, Tree]) -> None:
        """Besides the rest, take what was printed."""
        super().apply(decoder, state)
        pieces, is_cut = state["output"]
        pieces = outputs.checked(pieces, self._session.limits.output_bytes)
        if is_cut:
            self._session.note("output cut", "", "Output was cut: there was too much of it.")
        if self._collected is not None:
            self._collected += pieces
            return
        for piece in pieces:
            _print(self._session.warned, *piece)

    @contextlib.contextmanager
    def collecting(self) -> Iterator[list[list[str]]]:
        """While it lasts, output is collected in the list and not printed."""
        self._collected = pieces = []
        try:
            yield pieces
        finally:
            self._collected = None

    def adopt(self, stand_in: StandIn, new: StandIn) -> None:
        """Let a stand-in of a former worker stand for a function of this one."""
        stand_in._peer, stand_in._ref = self, new._ref
        self._stand_ins[new._ref] = stand_in

    def watch(self, function: StandIn) -> contextlib.AbstractContextManager:
        """Watch which framework the calls of a function use."""
        return self._session.watching(function)

    def receive(self, seconds: float | None) -> tuple[list, list[bytes]]:
        """As `Peer.receive`, within the submission's time."""
        left = max(self._session.seconds_left(), 0)
        return super().receive(left if seconds is None else min(seconds, left))

    def original(self, error: Exception) -> Exception:
        """The exception of a callback itself, if it is one, or the worker's."""
        return self._raised.get(crossed(error).origin, error)

    def _lent_error(self, error: Exception) -> Exception:
        """What the worker gets of an exception of the test's, with a number to know it again."""
        number = len(self._raised) + 1
        self._raised[number] = error
        # A failed check says what a test expects: not for an answer to read.
        lent = CheckFailure("a check failed") if isinstance(error, CheckFailure) else error
        lent._crossed = Crossed((), number)
        return lent

    def _next(self, iterator: Any) -> tuple[list, Any]:
        try:
            return ["ok"], next(iterator)
        except StopIteration:
            return ["ok", "end"], None


def _arguments(value: Any) -> tuple[tuple, dict[str, Any]]:
    """The arguments of a call that a worker asks for. Raises ProtocolError."""
    if type(value) is not tuple or len(value) != 2:
        raise ProtocolError("a call has no arguments")
    args, named = value
    if type(args) is not tuple or type(named) is not tuple:
        raise ProtocolError("a call has no arguments")
    kwargs = dict(named)
    if not all(type(name) is str for name in kwargs):
        raise ProtocolError("an argument has no name")
    return args, kwargs


def _print(warned: dict[Any, Any], kind: str, *parts: str) -> None:
    """Print here what an answer has printed there, and warn of what it warned of."""
    if kind == "warning":
        category, text, line = parts
        category = BUILT_IN.get(category, UserWarning)
        if issubclass(category, Warning):
            number = int(line) if line.isdecimal() and len(line) < 7 else 1
            warnings.warn_explicit(text, category, "answer", number, "__main__", warned)
    else:
        (sys.stderr if kind == "stderr" else sys.stdout).write(parts[0])
