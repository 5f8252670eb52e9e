"""Objects that both sides know: identity and changes in place cross the boundary.

An object that can change (a list, an array, a model …) gets a handle when it first crosses. The
side that made the handle has the original or the copy, the other one its counterpart; who sends
it again sends the handle. `snapshot` is the content that the other side has: what differs from it
is sent with the next message. Handles end with the call they were made in, except those of results
that can be referred to weakly: an answer that returns the same array or model twice is seen to.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any


class Entry:
    """One object both sides know. mine: made by this side. tag: what kind of object it is."""

    __slots__ = ("_object", "_weak", "handle", "key", "mine", "snapshot", "tag")

    def __init__(self, handle: int, value: Any, mine: bool, tag: str):
        self.handle = handle
        self.mine = mine
        self.tag = tag
        self.snapshot: Any = None
        self.key = id(value)
        self._object: Any = value
        self._weak: weakref.ref | None = None

    @property
    def object(self) -> Any:
        """The object on this side; None if nobody else has kept it."""
        if self._object is None and self._weak is not None:
            return self._weak()
        return self._object

    @property
    def is_loose(self) -> bool:
        """Whether the object is kept weakly: it belongs to an earlier call."""
        return self._object is None

    def loosen(self, when_gone: Any) -> None:
        """Keep the object only weakly from now on. Raises TypeError if that is impossible."""
        if self._weak is None:
            self._weak = weakref.ref(self._object, when_gone)
        self._object = None

    def tighten(self) -> None:
        """Keep the object: it belongs to the present call."""
        self._object = self.object


class Shared:
    """The table of one side. side: 0 or 1; handles of side 0 are even."""

    #: The most objects of one call.
    MOST = 200_000

    def __init__(self, side: int):
        self._side = side
        self._next = side
        self._by_handle: dict[int, Entry] = {}
        self._by_id: dict[int, Entry] = {}
        #: Handles of the other side that this one needs no longer.
        self.dropped: list[int] = []

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
        self._put(entry)
        return entry

    def put(self, handle: int, value: Any, tag: str) -> Entry:
        """Note the counterpart of an object of the other side. Raises ValueError if that can't be."""
        theirs = type(handle) is int and handle >= 0 and handle % 2 != self._side
        if not theirs or self.get(handle) is not None or len(self._by_handle) >= self.MOST:
            raise ValueError(f"no new object can have the handle {handle!r}")
        entry = Entry(handle, value, False, tag)
        self._put(entry)
        return entry

    def entries(self) -> Iterator[Entry]:
        """The present call's entries."""
        return (entry for entry in list(self._by_handle.values()) if not entry.is_loose)

    def hold(self) -> list[Any]:
        """All objects, as strong references."""
        return [entry.object for entry in self._by_handle.values()]

    def end_call(self, worker: int, weak_tags: frozenset[str]) -> None:
        """Forget the objects of a call, but for results of side `worker` that can be kept weakly."""
        for entry in list(self._by_handle.values()):
            is_workers = entry.mine == (self._side == worker)
            if is_workers and entry.tag in weak_tags:
                entry.loosen(self._when_gone(entry))
            else:
                self._remove(entry)

    def forget(self, handles: list[int]) -> None:
        """Forget objects that the other side needs no longer."""
        for handle in handles:
            entry = self._by_handle.get(handle)
            if entry is not None:
                self._remove(entry)

    def _put(self, entry: Entry) -> None:
        self._by_handle[entry.handle] = entry
        self._by_id[entry.key] = entry

    def _remove(self, entry: Entry) -> None:
        if self._by_handle.get(entry.handle) is entry:
            del self._by_handle[entry.handle]
        if self._by_id.get(entry.key) is entry:
            del self._by_id[entry.key]

    def _when_gone(self, entry: Entry) -> Any:
        return lambda _: self._gone(entry)

    def _gone(self, entry: Entry) -> None:
        self._remove(entry)
        if not entry.mine:
            self.dropped.append(entry.handle)
