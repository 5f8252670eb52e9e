"""How values become messages, and messages values of exactly the types they say.

`Encoder` turns a value into a tree for JSON and a list of buffers; `Decoder` turns them back. None,
truth values, numbers and texts are themselves, everything else is a list that begins with a tag.
What can change is encoded once a message, as an object with a handle (`shared`), and referred to
by it. What has no encoding becomes an `Opaque` that shows what it was. The encodings themselves are
registered by `plain`, `arrays`, `tables`, `errors` and `keras_models`, in this order.

Nothing that is decoded is called, imported or evaluated. A tree that makes no sense, or that would
grow beyond the limits, raises ProtocolError.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_utils.grading.isolation.frames import ProtocolError, TooLarge
from course_utils.grading.isolation.shared import Entry
from course_utils.grading.isolation.sizes import HOLDS, Ring, Sizes
from course_utils.grading.isolation.stand_ins import clean, clean_name

if TYPE_CHECKING:
    from course_utils.grading.isolation.peer import Peer

#: The most values of one message, those in a shared container counted where it is referred to.
ELEMENTS = 2_000_000
#: How deep values may be nested.
DEPTH = 100
#: The most bits of an integer: about 3,000 digits.
BITS = 10_000
#: The most seconds of work that the keys of one message may take: those made to collide take hours.
HASH_SECONDS = 5.0
#: How many keys are hashed between two looks at the clock. If they took that many seconds, no more
#: than so many keys may have one hash.
_KEYS, SLOW_SECONDS, COLLIDING = 256, 0.05, 1_000
#: Longer texts travel as buffers.
LONG_TEXT = 1_000
SURROGATES = re.compile("[\ud800-\udfff]")

Tree = Any


class CannotCross(Exception):
    """A value has no form in which it could cross; the text says why, in words for a student."""


@dataclass(frozen=True)
class Kind:
    """How objects of one type that can change cross.

    encode: the body's tree, its mutable parts as handles. make: the object for a body; one that can
    contain itself is made empty and filled by update. update: gives an object another content.
    weak: whether a result of that kind keeps its identity between calls.
    """

    tag: str
    encode: Callable[[Encoder, Any], Tree]
    make: Callable[..., Any]
    update: Callable[..., None]
    shell: Callable[[], Any] | None = None
    weak: bool = True


#: Kinds by exact type and by tag; other modules add theirs.
KINDS: dict[type, Kind] = {}
KINDS_BY_TAG: dict[str, Kind] = {}
#: Encoders of immutable types, by exact type, and decoders by tag.
ENCODERS: dict[type, Callable[[Encoder, Any], Tree]] = {}
DECODERS: dict[str, Callable[..., Any]] = {}
#: For values of other types, tried in order: each returns a Kind, a tree, or None.
FALLBACKS: list[Callable[[Encoder, Any], Kind | Tree | None]] = []
#: The same for what none of these takes.
LAST_FALLBACKS: list[Callable[[Encoder, Any], Kind | Tree | None]] = []


def register(kind: Kind, *types: type) -> None:
    """Let values of exactly these types cross as that kind."""
    KINDS_BY_TAG[kind.tag] = kind
    KINDS.update(dict.fromkeys(types, kind))


def decoder(tag: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate the function that decodes the trees with that tag."""

    def note(function: Callable[..., Any]) -> Callable[..., Any]:
        DECODERS[tag] = function
        return function

    return note


class Encoder:
    """Encodes the values of one message, and whatever else has changed of what both sides know."""

    def __init__(self, peer: Peer, is_error: bool = False):
        self.peer = peer
        self._is_error = is_error
        self.buffers: list[bytes] = []
        self._own: list[bytes] = self.buffers
        self._waiting: list[Entry] = []
        self._queued: set[int] = set()
        self._found: list[Entry] = []
        self._added: list[Entry] = []
        self._count = 0
        self._depth = 0

    def value(self, value: Any) -> Tree:
        """The tree of a value."""
        self._count += 1
        if self._count > ELEMENTS:
            raise TooLarge("more values than a message may hold")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if value.bit_length() <= BITS else _hidden(value, "a very long integer")
        if kind is str:
            return value if len(value) <= LONG_TEXT else self._long_text(value)
        if kind in KINDS:
            return self._shared(value, KINDS[kind])
        self._depth += 1
        if self._depth > DEPTH:
            raise TooLarge("values are nested too deep")
        try:
            if kind in ENCODERS:
                return ENCODERS[kind](self, value)
            return self._other(value)
        finally:
            self._depth -= 1

    def values(self, values: Iterator[Any]) -> list[Tree]:
        """The trees of several values."""
        return [self.value(value) for value in values]

    def fits(self, size: int) -> None:
        """Raise TooLarge, before anything is copied, if so many bytes fit into no message."""
        if size > self.peer.frame_bytes:
            raise TooLarge(f"a value of {size / 1e6:.0f} MB is too large")

    def buffer(self, data: bytes) -> int:
        """Put data into a buffer; return its number."""
        self.fits(len(data))
        self._own.append(data)
        return len(self._own) - 1

    def objects(self) -> list[Tree]:
        """What is new or changed of the objects that both sides know; to be called last.

        Of an error's message, what can't cross (any more) is left out.
        """
        for entry in self.peer.shared.active():
            self._queue(entry)
        found = []
        while self._waiting:
            entry = self._waiting.pop()
            first = len(self.buffers)
            self._own = []
            kind = KINDS_BY_TAG[entry.tag]
            try:
                body = kind.encode(self, entry.object), self._own
            except CannotCross:
                if not self._is_error:
                    raise
                continue
            if not _same(body, entry.snapshot):
                entry.snapshot = body
                self._found.append(entry)
                self.buffers += self._own
                found.append([entry.handle, entry.tag, body[0], first, len(self._own)])
        self._own = self.buffers
        return found

    def not_sent(self) -> None:
        """The message was not sent: the other side has none of its objects."""
        for entry in self._found:
            entry.snapshot = None
        for entry in self._added:
            self.peer.shared.remove(entry)

    def _long_text(self, text: str) -> Tree:
        self.fits(len(text))
        return ["u", self.buffer(text.encode("utf-8", "surrogatepass"))]

    def _shared(self, value: Any, kind: Kind) -> Tree:
        entry = self.peer.shared.find(value)
        if entry is None:
            entry = self.peer.shared.add(value, kind.tag)
            self._added.append(entry)
        self._queue(entry)
        return ["h", entry.handle]

    def _queue(self, entry: Entry) -> None:
        if entry.handle not in self._queued:
            self._queued.add(entry.handle)
            self.peer.shared.activate(entry)
            self._waiting.append(entry)

    def _other(self, value: Any) -> Tree:
        for fallback in (*FALLBACKS, *LAST_FALLBACKS):
            found = fallback(self, value)
            if isinstance(found, Kind):
                return self._shared(value, found)
            if found is not None:
                return found
        return _hidden(value)


def _same(body: tuple[Tree, list[bytes]], snapshot: tuple[Tree, list[bytes]] | None) -> bool:
    return snapshot is not None and body[1] == snapshot[1] and body[0] == snapshot[0]


def _hidden(value: Any, text: str | None = None) -> Tree:
    """An Opaque. What an object says of itself may fail or be long."""
    if text is None:
        try:
            text = repr(value)
        except Exception:
            text = f"<{type(value).__name__} object>"
    return ["o", clean_name(type(value).__name__, "object"), clean(str(text))]


class Decoder:
    """Decodes the values of one message."""

    def __init__(self, peer: Peer, buffers: list[bytes]):
        self.peer = peer
        self._all = buffers
        self._own = buffers
        self._waiting: dict[int, list] = {}
        self._making: set[int] = set()
        self._count = 0
        self._depth = 0
        self._hashing = 0.0

    def message(self, tree: Tree, objects: Tree) -> Any:
        """The value of a message's tree, after all its objects were made or changed.

        Raises ProtocolError for whatever is wrong with either.
        """
        try:
            taken = self._take(objects)
            value = self.value(tree)
            self._check_sizes(taken, value)
        except (ProtocolError, CannotCross):
            raise
        except Ring:
            raise CannotCross("lists or dicts hold each other in a ring") from None
        except Exception as error:
            raise ProtocolError(f"a value can't be read ({type(error).__name__})") from error
        return value

    def value(self, tree: Tree) -> Any:
        """The value of a tree."""
        self.counted(1)
        kind = type(tree)
        if tree is None or kind is bool or kind is float:
            return tree
        if kind is str:
            return tree if tree.isascii() else SURROGATES.sub("?", tree)
        if kind is int:
            if tree.bit_length() > BITS:
                raise ProtocolError("an integer is too long")
            return tree
        if kind is not list or not tree or type(tree[0]) is not str:
            raise ProtocolError("a value has no tag")
        decode = DECODERS.get(tree[0])
        if decode is None:
            raise ProtocolError("a value has a tag that means nothing")
        self._depth += 1
        if self._depth > DEPTH:
            raise ProtocolError("values are nested too deep")
        try:
            return decode(self, *tree[1:])
        finally:
            self._depth -= 1

    def counted(self, number: int) -> None:
        """Count values that come without trees of their own. Raises ProtocolError if too many."""
        self._count += number
        if self._count > ELEMENTS:
            raise ProtocolError("more values than a message may hold")

    def values(self, trees: list[Tree]) -> list[Any]:
        """The values of several trees."""
        if type(trees) is not list:
            raise ProtocolError("values are no list")
        return [self.value(tree) for tree in trees]

    def insert(self, put: Callable[..., Any], keys: list[Any], *values: list[Any]) -> None:
        """Let `put` hash keys one by one: in one piece, no time limit could stop it."""
        for first in range(0, len(keys), _KEYS):
            start = time.thread_time()
            part = slice(first, first + _KEYS)
            for item in zip(keys[part], *(others[part] for others in values), strict=True):
                put(*item)
            if time.thread_time() - start > SLOW_SECONDS:
                hashes = Counter(map(hash, keys[: first + _KEYS]))
                if max(hashes.values()) > COLLIDING:
                    raise ProtocolError("keys collide too often")
            self._hashing += time.thread_time() - start
            if self._hashing > HASH_SECONDS:
                raise ProtocolError("keys collide too often")

    def buffer(self, number: int) -> bytes:
        """The buffer of that number."""
        if type(number) is not int or not 0 <= number < len(self._own):
            raise ProtocolError("there is no such buffer")
        return self._own[number]

    def known(self, handle: int) -> Any:
        """The object with that handle; one that this message brings is made."""
        if type(handle) is int and handle in self._waiting:
            self._make(handle)
        entry = self.peer.shared.get(handle)
        if entry is None:
            raise ProtocolError("there is no such object")
        self.peer.shared.activate(entry)
        return entry.object

    def _take(self, objects: Tree) -> list[Any]:
        """Make the objects that are new, and give the others their new content; return them.

        If one that holds others has changed, whatever both sides know may hold more by it.
        """
        changed = []
        for item in objects:
            handle, tag, _tree, first, count = item
            if not (type(first) is int and type(count) is int and first >= 0 and count >= 0):
                raise ProtocolError("an object's buffers are none")
            if tag not in KINDS_BY_TAG or handle in self._waiting:
                raise ProtocolError("an object has no kind, or comes twice")
            entry = self.peer.shared.get(handle)
            if entry is None:
                self._waiting[handle] = item
            elif entry.tag != tag:
                raise ProtocolError("an object changes its kind")
            else:
                changed.append((entry, item))
        has_grown = any(type(entry.object) in HOLDS for entry, _ in changed)
        shells = [handle for handle, item in self._waiting.items() if KINDS_BY_TAG[item[1]].shell]
        filled = [(handle, self._waiting.pop(handle)) for handle in shells]
        for handle, item in filled:
            self.peer.shared.put(handle, KINDS_BY_TAG[item[1]].shell(), item[1])
        for handle, item in filled:
            changed.append((self.peer.shared.get(handle), item))
        for handle in list(self._waiting):
            if handle in self._waiting:
                self._make(handle)
        for entry, item in changed:
            with_buffers = self._with_buffers(item)
            self.peer.shared.activate(entry)
            KINDS_BY_TAG[entry.tag].update(self, entry.object, *item[2])
            self._own = with_buffers
            entry.snapshot = self._snapshot(item)
        if has_grown:
            return self.peer.shared.objects()
        return [self.peer.shared.get(item[0]).object for item in objects]

    def _make(self, handle: int) -> None:
        """Make an object that can't be made empty first, and those it consists of."""
        item = self._waiting.pop(handle)
        if handle in self._making:
            raise ProtocolError("an object consists of itself")
        self._making.add(handle)
        before = self._with_buffers(item)
        value = KINDS_BY_TAG[item[1]].make(self, *item[2])
        self._own = before
        self.peer.shared.put(handle, value, item[1]).snapshot = self._snapshot(item)

    def _with_buffers(self, item: list) -> list[bytes]:
        """Let buffer numbers mean an object's own; return those before."""
        before, self._own = self._own, self._all[item[3] : item[3] + item[4]]
        return before

    def _snapshot(self, item: list) -> tuple[Tree, list[bytes]]:
        return item[2], self._all[item[3] : item[3] + item[4]]

    def _check_sizes(self, taken: list[Any], value: Any) -> None:
        """Refuse containers that hold each other so often that they couldn't be printed."""
        sizes = Sizes(ELEMENTS, DEPTH)
        for one in (*taken, value):
            sizes.check(one)
