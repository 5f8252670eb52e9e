"""One submission under way: its cells in a worker, and stand-ins for what they define.

    with Session(sandbox, limits) as session:
        outputs = session.run_cell(source, "batch_norm_forward")
        session.bind(stub, namespace)

Nothing that comes from the worker is believed: see `line`, `peer` and `values`. A worker that dies,
breaks the protocol or takes too long is killed. The next use starts a fresh one, which runs the
cells that ran so far again, all but the one that killed a worker, and the stand-ins go on with it.
Each such event is an `Incident`, in words for the student.
"""

from __future__ import annotations

import ast
import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from course_utils.grading.isolation import outputs
from course_utils.grading.isolation.errors import crossed
from course_utils.grading.isolation.frames import TooLarge
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.line import Ended, Line, Stopped
from course_utils.grading.isolation.sandbox import Sandbox
from course_utils.grading.isolation.stand_ins import Opaque, RemoteIterator, StandIn, clean
from course_utils.grading.isolation.values import CannotCross
from course_utils.numpy_only import FrameworkCall

#: Kinds of incidents that an honest answer may meet: what fails meanwhile is for a hand to mark.
MAYBE_RIGHT = frozenset({"cannot cross", "died"})
#: How many incidents of one kind are kept.
NOTED = 20
#: How often a function may end its worker before it is not called again.
ENDS = 2
#: The share of a call's time that a function gets which has once used it up: an endless loop takes
#: all of it, and what a busy machine made slow needs little.
SECOND_TRY = 0.25


@dataclass(frozen=True)
class Incident:
    """Something that a student and an instructor should know. cell: its grade_id, or a function.

    kind: "time limit", "died", "protocol", "output cut", "cannot cross", "total time".
    """

    kind: str
    cell: str
    message: str


class Session:
    """Runs one submission's cells in a worker; to be used as a context.

    incidents: all so far. recent: those since whoever takes them over has emptied it. Each once.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits):
        self.sandbox_name = sandbox.name
        self.incidents: list[Incident] = []
        self.recent: list[Incident] = []
        self.limits = limits
        #: Warnings that were shown, as Python keeps them in a module.
        self.warned: dict[Any, Any] = {}
        self._sandbox = sandbox
        self._line: Line | None = None
        self._history: list[_Step] = []
        self._ends: dict[str, list[Ended]] = {}
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
        except (Stopped, Ended) as ended:
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
        except (Stopped, Ended) as ended:
            if isinstance(ended, Ended):
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
            told = self._told(name, self._ends[name][-1])
            raise Stopped(f"{told} It is not called again.")
        line = self._ready()
        if function._peer is not line:
            raise Stopped(f"{name} was made in a process that had to be stopped.")
        how = ["watch"] * (self._watched is function) + ["withheld"] * _is_withheld()
        what = ["call", function._ref, *how]
        try:
            seconds = self.limits.call_seconds
            if any(ended.kind == "time limit" for ended in self._ends.get(name, ())):
                seconds *= SECOND_TRY
            said, value = line.exchange(what, (args, tuple(kwargs.items())), seconds)
        except Ended as ended:
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
        except Ended as ended:
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

    def lose(self, line: Line) -> None:
        """Take note that the line's worker is gone: the next use needs a fresh one."""
        if self._line is line:
            self._line = None

    def seconds_left(self) -> float:
        """Seconds until the submission has used up its time."""
        return self._end - time.monotonic()

    def _note_use(self, used: list) -> None:
        """Note which framework a watched call used first."""
        if self._used is None and len(used) == 2 and all(type(part) is str for part in used):
            self._used = FrameworkCall(*(clean(part) for part in used))

    def _ready(self) -> Line:
        """The line to a worker that has run the cells so far. Raises Stopped."""
        if self.seconds_left() <= 0:
            told = f"The submission has used up its {self.limits.total_seconds:g} s."
            self.note("total time", "", told)
            raise Stopped(told)
        if self._line is None:
            self._line = Line(self, self._sandbox.start())
            try:
                self._start(self._line)
            except Ended as ended:
                raise Stopped(self._told("", ended)) from None
        return self._line

    def _start(self, line: Line) -> None:
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

    def _bound(self, line: Line, names: list[str]) -> dict[str, Any]:
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

    def _told(self, name: str, ended: Ended, is_cell: bool = False) -> str:
        """Note why a worker was ended while `name` ran; return it in words."""
        what = name or "A cell"
        if is_cell:
            # A cell without a name of its own is called by its place: "cell 4".
            what = f"The {name}" if name.startswith("cell ") else f"The cell {name}"
        if ended.kind == "time limit":
            told = f"{what} took longer than {ended.reason} and was stopped."
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


def _is_withheld() -> bool:
    module = sys.modules.get("course_utils.gradient_paths")
    return bool(module and module.is_withheld())
