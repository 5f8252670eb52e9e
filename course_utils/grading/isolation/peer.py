"""One end of the boundary: asks the other end, and answers it while it waits for a reply.

Both ends speak alike. A message is a request ("q") or the reply ("r") to the innermost open one:

    [q or r, serial, within, what, value, objects, state]

serial numbers the asking side's requests; within is the other side's request that a request belongs
to (0: none). `what` is plain JSON: the kind of a request and its details, or "ok" or "raise". The
value is a tree (`values`), objects are what is new or changed of all that both sides know
(`shared`), and state is what goes along with every message: the random generators, what was
printed, warnings, what is no longer needed.

Requests between the ends are nested strictly. Whoever breaks that gets a ProtocolError.
"""

from __future__ import annotations

import inspect
import itertools
import time
import weakref
from typing import Any

from course_utils.grading.isolation import (  # noqa: F401 (they add to values)
    arrays,
    errors,
    keras_models,
    tables,
)
from course_utils.grading.isolation.frames import FrameSocket, ProtocolError, TooLarge
from course_utils.grading.isolation.random_state import RandomStates
from course_utils.grading.isolation.shared import Shared
from course_utils.grading.isolation.stand_ins import RemoteIterator, StandIn, clean_name
from course_utils.grading.isolation.values import (
    KINDS_BY_TAG,
    CannotCross,
    Decoder,
    Encoder,
    Tree,
)

TRUSTED, WORKER = 0, 1
#: Tags of objects that can be referred to weakly.
WEAK = frozenset(tag for tag, kind in KINDS_BY_TAG.items() if kind.weak)
#: How deep requests may be nested: calls in callbacks in calls.
NESTED = 40
#: How many functions and iterators one side lends to the other; the oldest go first.
REFERENCES = 50_000


class Peer:
    """One end. Subclasses say what requests do (`perform`) and what goes along (`state`)."""

    side: int

    def __init__(self, frames: FrameSocket, frame_bytes: int):
        self.frame_bytes = frame_bytes
        self.shared = Shared(self.side, WEAK)
        self._frames = frames
        self._random = RandomStates()
        self._serials = itertools.count(1)
        self._open: list[int] = []
        self._serving: list[int] = []
        self._lent: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._references = itertools.count(1)
        self._stand_ins: weakref.WeakValueDictionary[int, StandIn] = weakref.WeakValueDictionary()

    # What subclasses do.

    def perform(self, what: list, value: Any) -> tuple[list, Any]:
        """Do what a request asks for; return ["ok", …] and a value, or ["raise", …] and an error.

        What it raises is sent as well.
        """
        raise NotImplementedError

    def state(self, encoder: Encoder) -> dict[str, Tree]:
        """What goes along with a message."""
        return {"random": self._random.changes(encoder), "dropped": self.shared.take_dropped()}

    def apply(self, decoder: Decoder, state: dict[str, Tree]) -> None:
        """Take what came along with a message."""
        self._random.apply(decoder, state["random"])
        self.shared.forget([handle for handle in state["dropped"] if type(handle) is int])

    def cannot_cross(self, why: str) -> None:
        """Note that something was used that could not cross."""

    def failed(self, error: BaseException) -> None:
        """Note that the exchange broke off."""

    # What stands for something of one side on the other.

    def refer(self, value: Any) -> int:
        """The number by which the other side may ask for a function or iterator of this one."""
        if len(self._lent) >= REFERENCES:
            oldest = next(iter(self._lent))
            del self._numbers[id(self._lent.pop(oldest))]
        known = self._numbers.get(id(value))
        if known is not None:
            return known
        number = next(self._references)
        self._lent[number] = value
        self._numbers[id(value)] = number
        return number

    def referred(self, number: int) -> Any:
        """The function or iterator of this side with that number. Raises LookupError."""
        if number not in self._lent:
            raise LookupError("there is no such function any more")
        return self._lent[number]

    def stand_in(self, number: int, name: str) -> StandIn:
        """The stand-in of a function of the other side: the same one for the same function."""
        known = self._stand_ins.get(number)
        if known is None:
            known = self._stand_ins[number] = StandIn(self, number, name)
        return known

    def call(self, function: StandIn, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Call a function of the other side."""
        _, value = self.request(["call", function._ref], (args, tuple(kwargs.items())))
        return value

    def next_item(self, iterator: RemoteIterator) -> Any:
        """The next item of an iterator of the other side. Raises StopIteration after the last."""
        what, value = self.request(["next", iterator._ref], None)
        if what[1:] == ["end"]:
            raise StopIteration
        return value

    def signature(self, function: StandIn) -> inspect.Signature:
        """The parameters of a function of the other side; defaults are not told."""
        _, found = self.request(["signature", function._ref], None)
        parameters = [
            inspect.Parameter(
                clean_name(name, "argument"),
                inspect._ParameterKind(kind),
                default=... if has_default else inspect.Parameter.empty,
            )
            for name, kind, has_default in found
        ]
        return inspect.Signature(parameters)

    # The exchange.

    def request(self, what: list, value: Any, seconds: float | None = None) -> tuple[list, Any]:
        """Ask the other side; return what it says and its value, or raise what it raises."""
        said, found = self.exchange(what, value, seconds)
        if said[0] == "raise":
            raise found
        return said, found

    def exchange(self, what: list, value: Any, seconds: float | None = None) -> tuple[list, Any]:
        """Ask the other side; return ["ok", …] and its value or ["raise", …] and its exception.

        seconds: how long it may take, without the time of requests that it makes itself. Raises
        ProtocolError, Closed, TimedOut; TooLarge and CannotCross leave the two sides in order.
        """
        if len(self._open) >= NESTED:
            raise RecursionError("calls through the boundary are nested too deep")
        serial = next(self._serials)
        self._open.append(serial)
        self.shared.depth += 1
        try:
            self._send("q", serial, what, value, seconds)
            said, found = self._reply(serial, seconds)
            if said[0] == "raise" and not isinstance(found, Exception):
                raise ProtocolError("something was raised that is no exception")
            if said == ["raise", "cannot cross"]:
                raise CannotCross(str(found))
        except (TooLarge, CannotCross):
            raise
        except BaseException as error:
            self.failed(error)
            raise
        finally:
            self._open.pop()
            self.end_exchange()
        return said, found

    def serve(self, message: list, buffers: list[bytes]) -> None:
        """Answer a request of the other side."""
        _, serial, _, what, tree, objects, state = message
        if len(self._serving) >= NESTED:
            raise ProtocolError("requests are nested too deep")
        self._serving.append(serial)
        self.shared.depth += 1
        try:
            decoder = Decoder(self, buffers)
            self._take_state(decoder, state)
            try:
                said, result = self._performed(what, self._decoded(decoder, tree, objects))
                self._send("r", serial, said, result, None)
            except (TooLarge, CannotCross) as error:
                self._send("r", serial, ["raise", "cannot cross"], error, None)
        finally:
            self._serving.pop()
            self.end_exchange()

    def end_exchange(self) -> None:
        """Forget what only the exchange needed that has just ended."""
        self.shared.end_exchange(WORKER)

    def receive(self, seconds: float | None) -> tuple[list, list[bytes]]:
        """The next message, checked to have all its parts."""
        deadline = None if seconds is None else time.monotonic() + seconds
        message, buffers = self._frames.receive(deadline)
        if type(message) is not list or len(message) != 7 or message[0] not in ("q", "r"):
            raise ProtocolError("this is no message")
        _, serial, within, what, _, objects, state = message
        if type(serial) is not int or type(within) is not int or type(what) is not list:
            raise ProtocolError("this is no message")
        if not what or type(what[0]) is not str or type(objects) is not list:
            raise ProtocolError("this is no message")
        if type(state) is not dict:
            raise ProtocolError("this is no message")
        return message, buffers

    def _reply(self, serial: int, seconds: float | None) -> tuple[list, Any]:
        """Wait for the reply, and answer requests meanwhile, whose time doesn't count."""
        while True:
            start = time.monotonic()
            message, buffers = self.receive(seconds)
            if seconds is not None:
                seconds -= time.monotonic() - start
            if message[0] == "q":
                if message[2] != serial:
                    raise ProtocolError("a request belongs to no open call")
                self.serve(message, buffers)
                continue
            _, replied, _, what, tree, objects, state = message
            if replied != serial or what[0] not in ("ok", "raise"):
                raise ProtocolError("a reply belongs to another call")
            decoder = Decoder(self, buffers)
            self._take_state(decoder, state)
            return what, self._decoded(decoder, tree, objects)

    def _decoded(self, decoder: Decoder, tree: Tree, objects: list) -> Any:
        try:
            value = decoder.message(tree, objects)
            self.shared.release()
            return value
        except CannotCross:
            # The other side takes these objects for known.
            made = [item[0] for item in objects]
            self.shared.drop(handle for handle in made if not self.shared.get(handle))
            raise

    def _take_state(self, decoder: Decoder, state: dict[str, Tree]) -> None:
        try:
            self.apply(decoder, state)
        except ProtocolError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ProtocolError(f"a message's state can't be read ({error})") from error

    def _performed(self, what: list, value: Any) -> tuple[list, Any]:
        try:
            return self.perform(what, value)
        except ProtocolError:
            raise
        except Exception as error:
            return ["raise"], error

    def _send(self, form: str, serial: int, what: list, value: Any, seconds: float | None) -> None:
        encoder = Encoder(self, is_error=what[0] == "raise")
        # A request belongs to the one that is served now; a reply says whose it is by its serial.
        within = self._serving[-1] if form == "q" and self._serving else 0
        deadline = None if seconds is None else time.monotonic() + seconds
        try:
            tree, objects = self._encoded(encoder, value)
            message = [form, serial, within, what, tree, objects, self.state(encoder)]
            self.shared.hold()
            self._frames.send(message, encoder.buffers, deadline)
        except (TooLarge, CannotCross):
            encoder.not_sent()
            raise

    def _encoded(self, encoder: Encoder, value: Any) -> tuple[Tree, list]:
        try:
            return encoder.value(value), encoder.objects()
        except (TooLarge, CannotCross):
            raise
        except Exception as error:
            raise CannotCross(f"a value can't be read: {type(error).__name__}: {error}") from error


def parameters(function: Any) -> list[tuple[str, int, bool]]:
    """Of each parameter: name, kind, whether it has a default. Raises ValueError, TypeError."""
    return [
        (parameter.name, int(parameter.kind), parameter.default is not inspect.Parameter.empty)
        for parameter in inspect.signature(function).parameters.values()
    ]
