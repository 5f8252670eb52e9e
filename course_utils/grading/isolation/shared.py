"""Objects that both sides know: identity and changes in place cross the boundary.

An object that can change (a list, an array, a model …) gets a handle when it first crosses; who
sends it again sends the handle. `snapshot` is the content that the other side has.

An object is active in the exchange (a request and its reply) that it was made or named in: what has
changed of it goes along with every message. After that it is only compared when it is named. Which
objects end with an exchange, both sides know without saying: those that can't be referred to
weakly, and at the end of the outermost call all that the trusted side made. For the others the side
that made the object keeps it until the other one says that nobody there has it any more.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any


class Entry:
    """One object both sides know. mine: made by this side. tag: what kind of object it is."""

    __slots__ = ("_object", "_weak", "depth", "handle", "key", "mine", "snapshot", "tag")

    def __init__(self, handle: int, value: Any, mine: bool, tag: str):
        self.handle = handle
        self.mine = mine
        self.tag = tag
        self.snapshot: Any = None
        self.key = id(value)
        #: The exchange that it is active in, counted from the outermost; 0: none.
        self.depth = 0
        self._object: Any = value
        self._weak: weakref.ref | None = None

    @property
    def object(self) -> Any:
        """The object on this side; None if nobody else has kept it."""
        return self._object if self._object is not None or not self._weak else self._weak()

    def loosen(self, when_gone: Any) -> None:
        """Keep the object only weakly. Raises TypeError if that is impossible."""
        if self._weak is None:
            self._weak = weakref.ref(self._object, when_gone)
        self._object = None

    def tighten(self) -> None:
        """Keep the object."""
        self._object = self.object


class Shared:
    """The table of one side. side: 0 or 1; handles of side 0 are even. weak_tags: of kinds whose
    objects can be referred to weakly.
    """

    #: The most objects at a time.
    MOST = 200_000

    def __init__(self, side: int, weak_tags: frozenset[str]):
        self._side = side
        self._weak_tags = weak_tags
        self._next = side
        self._by_handle: dict[int, Entry] = {}
        self._by_id: dict[int, Entry] = {}
        self._active: dict[int, Entry] = {}
        self._held: list[Any] = []
        self._dropped: list[int] = []
        #: How many exchanges are open.
        self.depth = 0

    def find(self, value: Any) -> Entry | None:
        """The entry of an object of this side."""
        entry = self._by_id.get(id(value))
        return entry if entry is not None and entry.object is value else None

    def get(self, handle: Any) -> Entry | None:
        """The entry with that handle, if its object is still there."""
        entry = self._by_handle.get(handle) if type(handle) is int else None
        return entry if entry is not None and entry.object is not None else None

    def add(self, value: Any, tag: str) -> Entry:
        """Give an object of this side a handle."""
        entry = Entry(self._next, value, True, tag)
        self._next += 2
        return self._put(entry)

    def put(self, handle: int, value: Any, tag: str) -> Entry:
        """Note the counterpart of an object of the other side. Raises ValueError where that can't
        be.
        """
        theirs = type(handle) is int and handle >= 0 and handle % 2 != self._side
        if not theirs or self.get(handle) is not None or len(self._by_handle) >= self.MOST:
            raise ValueError(f"no new object can have the handle {handle!r}")
        return self._put(Entry(handle, value, False, tag))

    def activate(self, entry: Entry) -> None:
        """Let changes of an object go along with the messages of the innermost exchange."""
        if not entry.depth:
            entry.depth = self.depth
            entry.tighten()
            self._active[entry.handle] = entry

    def objects(self) -> list[Any]:
        """All objects that both sides know."""
        return [entry.object for entry in self._by_handle.values()]

    def active(self) -> list[Entry]:
        """The entries of the open exchanges."""
        return list(self._active.values())

    def end_exchange(self, worker: int) -> None:
        """End the innermost exchange. worker: the side whose objects may outlive a call."""
        for entry in self.active():
            if entry.depth == self.depth:
                self._deactivate(entry)
        self.depth -= 1
        if self.depth == 0:
            for entry in list(self._by_handle.values()):
                if entry.mine != (self._side == worker):
                    self.remove(entry)

    def hold(self) -> None:
        """Keep all objects while the other side may name them, until `release`."""
        self._held = self.objects()

    def release(self) -> None:
        """Let go of what `hold` keeps."""
        self._held = []

    def take_dropped(self) -> list[int]:
        """Handles of the other side that this one needs no longer; to be told once."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def drop(self, handles: Iterable[int]) -> None:
        """Let the other side know that it has to send these objects anew."""
        self._dropped += handles

    def forget(self, handles: Iterable[int]) -> None:
        """Forget objects that the other side needs no longer."""
        for handle in handles:
            entry = self._by_handle.get(handle)
            if entry is not None and entry.mine:
                self.remove(entry)

    def _put(self, entry: Entry) -> Entry:
        self._by_handle[entry.handle] = entry
        self._by_id[entry.key] = entry
        self.activate(entry)
        return entry

    def _deactivate(self, entry: Entry) -> None:
        del self._active[entry.handle]
        entry.depth = 0
        if entry.tag not in self._weak_tags:
            self.remove(entry)
        elif not entry.mine:
            entry.loosen(lambda _, entry=entry: self._gone(entry))

    def remove(self, entry: Entry) -> None:
        """Forget an object."""
        self._active.pop(entry.handle, None)
        if self._by_handle.get(entry.handle) is entry:
            del self._by_handle[entry.handle]
        if self._by_id.get(entry.key) is entry:
            del self._by_id[entry.key]

    def _gone(self, entry: Entry) -> None:
        if self._by_handle.get(entry.handle) is entry:
            self._dropped.append(entry.handle)
        self.remove(entry)
