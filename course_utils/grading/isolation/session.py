"""One submission under way: its cells in a worker, and stand-ins for what they define.

    with Session(sandbox, limits) as session:
        outputs = session.run_cell(source, "batch_norm_forward")
        session.bind(stub, namespace)

Nothing that comes from the worker is believed: see `peer` and `values`. A worker that dies, breaks
the protocol or takes too long is killed. The next use starts a fresh one, which runs the cells that
ran so far again, all but the one that killed a worker, and the stand-ins go on with it. Each such
event is an `Incident`, in words for the student.
"""

from __future__ import annotations

import ast
import contextlib
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

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
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.peer import TRUSTED, Peer, parameters
from course_utils.grading.isolation.sandbox import Sandbox, WorkerProcess
from course_utils.grading.isolation.stand_ins import Opaque, RemoteIterator, StandIn, clean
from course_utils.grading.isolation.values import CannotCross, Decoder, Tree
from course_utils.numpy_only import FrameworkCall

#: Warnings that were shown, as Python keeps them in a module.
_SHOWN: dict[Any, Any] = {}
#: Kinds of incidents that an honest answer may meet: what fails meanwhile is for a hand to mark.
MAYBE_RIGHT = frozenset({"cannot cross", "died"})
#: How many incidents of one kind are kept.
NOTED = 20
#: How often a function may end its worker before it is not called again.
ENDS = 2


@dataclass(frozen=True)
class Incident:
    """Something that a student and an instructor should know. cell: its grade_id, or a function.

    kind: "time limit", "died", "protocol", "output cut", "cannot cross", "total time".
    """

    kind: str
    cell: str
    message: str


class Stopped(Exception):
    """A call that came to no end; the text says why, in words for a student."""


class Session:
    """Runs one submission's cells in a worker; to be used as a context.

    incidents: all so far. recent: those since whoever takes them over has emptied it. Each once.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits):
        self.sandbox_name = sandbox.name
        self.incidents: list[Incident] = []
        self.recent: list[Incident] = []
        self.limits = limits
        self._sandbox = sandbox
        self._line: _Line | None = None
        self._history: list[_Step] = []
        self._ends: dict[str, list[_Ended]] = {}
        self._watched: StandIn | None = None
        self._used: FrameworkCall | None = None
        self._end = time.monotonic() + limits.total_seconds

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        if self._line is not None:
            self._line.process.kill()
            self._line = None

    def run_cell(self, source: str, cell: str) -> list[NotebookNode]:
        """Run a cell in the worker and return its outputs: streams, text, PNG images, an error."""
        step = _Step(cell, source)
        try:
            line = self._ready()
            with line.collecting() as pieces:
                failure = line.run(source)
        except (Stopped, _Ended) as ended:
            told = str(ended) if isinstance(ended, Stopped) else self._told(cell, ended, True)
            return [outputs.error("Stopped", told, [told])]
        self._history.append(step)
        return outputs.of_cell(pieces, failure, self.limits.output_bytes)

    def bind(self, stub: str, namespace: dict[str, Any]) -> None:
        """Give `namespace` what the worker has of the names that the stub's source defines.

        Functions become stand-ins and data values, in place; names that the worker lacks go.
        """
        names = defined_names(stub)
        try:
            found = self._bound(self._ready(), names)
        except (Stopped, _Ended) as ended:
            if isinstance(ended, _Ended):
                self._told(", ".join(names), ended, True)
            found = {}
        for name in names:
            namespace.pop(name, None)
        namespace.update(found)
        known = {id(one) for step in self._history for one in step.stand_ins.values()}
        new = {
            name: value
            for name, value in found.items()
            if type(value) is StandIn and id(value) not in known
        }
        if new:
            self._history.append(_Step(", ".join(names), None, new))

    def call(self, function: StandIn, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Call a function of the worker. Raises what it raises, or Stopped."""
        name = function.__name__
        if len(self._ends.get(name, ())) >= ENDS:
            raise Stopped(self._told(name, self._ends[name][-1]))
        line = self._ready()
        if function._peer is not line:
            raise Stopped(f"{name} was made in a process that had to be stopped.")
        how = ["watch"] * (self._watched is function) + ["withheld"] * _is_withheld()
        what = ["call", function._ref, *how]
        try:
            said, value = line.exchange(
                what, (args, tuple(kwargs.items())), self.limits.call_seconds
            )
        except _Ended as ended:
            self._ends.setdefault(name, []).append(ended)
            raise Stopped(self._told(name, ended)) from None
        except TooLarge as error:
            raise self._cannot_cross(name, str(error)) from None
        except CannotCross as error:
            raise self._cannot_cross(name, str(error)) from None
        self._note_use(said[1:])
        if said[0] != "raise":
            return value
        # `checks` reads in this frame which lines of the answer an exception came through.
        answer_lines = crossed(value).lines  # noqa: F841
        raise line.original(value)

    def next_item(self, iterator: RemoteIterator) -> Any:
        """The next item of an iterator of the worker's."""
        line = self._ready()
        if iterator._peer is not line:
            raise Stopped("an iterator was made in a process that had to be stopped.")
        try:
            said, value = line.exchange(["next", iterator._ref], None, self.limits.call_seconds)
        except _Ended as ended:
            raise Stopped(self._told("an iterator", ended)) from None
        if said[0] == "raise":
            answer_lines = crossed(value).lines  # noqa: F841
            raise line.original(value)
        if said[1:] == ["end"]:
            raise StopIteration
        return value

    @contextlib.contextmanager
    def watching(self, function: StandIn) -> Iterator[Callable[[], FrameworkCall | None]]:
        """While it lasts, the worker watches calls of `function`; ask which framework was used."""
        before, self._watched, self._used = self._watched, function, None
        try:
            yield lambda: self._used
        finally:
            self._watched = before

    def note(self, kind: str, cell: str, message: str) -> None:
        """Note an incident, once."""
        incident = Incident(kind, cell, message)
        for known in (self.incidents, self.recent):
            if incident not in known and sum(one.kind == kind for one in known) < NOTED:
                known.append(incident)

    def seconds_left(self) -> float:
        """Seconds until the submission has used up its time."""
        return self._end - time.monotonic()

    def _note_use(self, used: list) -> None:
        """Note which framework a watched call used first."""
        if self._used is None and len(used) == 2 and all(type(part) is str for part in used):
            self._used = FrameworkCall(*(clean(part) for part in used))

    def _ready(self) -> _Line:
        """The line to a worker that has run the cells so far. Raises Stopped."""
        if self.seconds_left() <= 0:
            told = f"The submission has used up its {self.limits.total_seconds:g} s."
            self.note("total time", "", told)
            raise Stopped(told)
        if self._line is None:
            self._line = _Line(self, self._sandbox.start())
            try:
                self._start(self._line)
            except _Ended as ended:
                raise Stopped(self._told("", ended)) from None
        return self._line

    def _start(self, line: _Line) -> None:
        """Bring a fresh worker to where the last one was."""
        settings = {
            "frame_bytes": self.limits.frame_bytes,
            "output_bytes": self.limits.output_bytes,
        }
        line.exchange(["settings"], settings, self.limits.cell_seconds)
        with line.collecting():
            for step in self._history:
                if step.source is not None:
                    line.run(step.source)
                    continue
                found = self._bound(line, list(step.stand_ins))
                for name, stand_in in step.stand_ins.items():
                    new = found.get(name)
                    if type(new) is StandIn:
                        line.adopt(stand_in, new)

    def _bound(self, line: _Line, names: list[str]) -> dict[str, Any]:
        """The names' values in the worker."""
        try:
            said, found = line.exchange(["bind"], names, self.limits.call_seconds)
        except CannotCross as error:
            if len(names) == 1:
                self.note("cannot cross", names[0], f"{names[0]}: {error}")
                return {}
            # One that can't cross must not keep the others back.
            found = {}
            for name in names:
                found |= self._bound(line, [name])
            return found
        if said[0] != "ok" or type(found) is not dict or not found.keys() <= set(names):
            self.note("protocol", ", ".join(names), "The answer could not be read.")
            return {}
        for name, value in found.items():
            if isinstance(value, Opaque):
                told = f"{name} can't be checked automatically: it is a {type(value).__name__}."
                self.note("cannot cross", name, told)
        return found

    def _told(self, name: str, ended: _Ended, is_cell: bool = False) -> str:
        """Note why a worker was ended while `name` ran; return it in words."""
        what = name or "A cell"
        if is_cell:
            # A cell without a name of its own is called by its place: "cell 4".
            what = f"The {name}" if name.startswith("cell ") else f"The cell {name}"
        if ended.kind == "time limit":
            limit = self.limits.cell_seconds if is_cell else self.limits.call_seconds
            told = f"{what} took longer than {limit:g} s and was stopped."
            if self.seconds_left() <= 0:
                told = f"{what} was stopped: the submission has used up its "
                told += f"{self.limits.total_seconds:g} s."
        elif ended.kind == "died":
            told = f"{what} ended the process it ran in ({ended.reason})."
        else:
            told = f"{what} was stopped: its process sent what is no answer."
        self.note(ended.kind, name, told)
        return told

    def _cannot_cross(self, name: str, why: str) -> CannotCross:
        told = f"{name}: {why}. It can't be checked automatically; your instructor is told."
        self.note("cannot cross", name, told)
        return CannotCross(told)


@dataclass
class _Step:
    """What a fresh worker has to do again: run a source, or lend the functions of stand-ins."""

    cell: str
    source: str | None
    stand_ins: dict[str, StandIn] = field(default_factory=dict)


class _Ended(Exception):
    """The worker was killed. kind: as an incident's. reason: what the sandbox saw."""

    def __init__(self, kind: str, reason: str):
        super().__init__(reason)
        self.kind, self.reason = kind, reason


class _Line(Peer):
    """The trusted end of the boundary, to one worker."""

    side = TRUSTED

    def __init__(self, session: Session, process: WorkerProcess):
        frame_bytes = session.limits.frame_bytes
        super().__init__(FrameSocket(process.socket, frame_bytes), frame_bytes)
        self.process = process
        self._session = session
        self._collected: list[list[str]] | None = None
        self._raised: dict[int, Exception] = {}

    def exchange(self, what: list, value: Any, seconds: float | None = None) -> tuple[list, Any]:
        """As `Peer.exchange`. Raises _Ended where the worker had to be killed."""
        if not self._open:
            self._raised.clear()
        try:
            return super().exchange(what, value, seconds)
        except TimedOut:
            raise _Ended("time limit", "") from None
        except (TooLarge, CannotCross):
            raise
        except Closed:
            raise _Ended("died", self.process.why_dead()) from None
        except ProtocolError as error:
            raise _Ended("protocol", str(error)) from None

    def run(self, source: str) -> Any:
        """Run a cell; return what it raised. Raises _Ended."""
        try:
            return self.exchange(["run"], source, self._session.limits.cell_seconds)[1]
        except (TooLarge, CannotCross) as error:
            # What a cell raised is a few texts: they can't but cross.
            self.failed(error)
            raise _Ended("protocol", str(error)) from None

    def cannot_cross(self, why: str) -> None:
        """Note that a check used something that could not cross."""
        self._session.note("cannot cross", "", f"It can't be checked automatically: {why}.")

    def failed(self, error: BaseException) -> None:
        """Kill the worker: what it would say next means nothing."""
        if self._session._line is self:
            self._session._line = None
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
            _print(*piece)

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


def defined_names(stub: str) -> list[str]:
    """The names that a cell's source defines: functions, classes, assignments, in order.

    A source that is no Python defines none.
    """
    try:
        body = ast.parse(stub).body
    except (SyntaxError, ValueError):
        return []
    names: list[str] = []
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = getattr(statement, "targets", None) or [statement.target]
            stored = (node for target in targets for node in ast.walk(target))
            names += [node.id for node in stored if isinstance(node, ast.Name)]
    return list(dict.fromkeys(names))


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


def _is_withheld() -> bool:
    module = sys.modules.get("course_utils.gradient_paths")
    return bool(module and module.is_withheld())


def _print(kind: str, *parts: str) -> None:
    """Print here what an answer has printed there, and warn of what it warned of."""
    if kind == "warning":
        category, text, line = parts
        category = BUILT_IN.get(category, UserWarning)
        if issubclass(category, Warning):
            number = int(line) if line.isdecimal() and len(line) < 7 else 1
            warnings.warn_explicit(text, category, "answer", number, "__main__", _SHOWN)
    else:
        (sys.stderr if kind == "stderr" else sys.stdout).write(parts[0])
