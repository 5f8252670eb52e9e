"""How large values are once they are printed: what they hold, as often as they hold it.

A few containers that hold each other take few bytes of a message, and their text may have no end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from course_utils.grading.isolation.frames import ProtocolError


class Ring(Exception):
    """Containers hold each other in a ring."""


def _keys_and_values(table: dict) -> Iterable[Any]:
    return chain(table, table.values())


def _of_view(view: Any) -> Iterable[Any]:
    return _keys_and_values(view.mapping)


def _itself(items: Iterable[Any]) -> Iterable[Any]:
    return items


#: What values of these types hold; other modules add theirs. Only what the value keeps: of items
#: that are made to be looked at, the next one would have the identity of the last.
HOLDS: dict[type, Callable[[Any], Iterable[Any]]] = {
    list: _itself,
    tuple: _itself,
    set: _itself,
    frozenset: _itself,
    dict: _keys_and_values,
    slice: lambda value: (value.start, value.stop, value.step),
    type({}.keys()): _of_view,
    type({}.values()): _of_view,
    type({}.items()): _of_view,
}


class Sizes:
    """Measures the values of one message. most: values in one; depth: how deep they may be nested.

    A container is measured once: values that belong together have to live as long as this does.
    """

    def __init__(self, most: int, depth: int):
        self._most, self._depth = most, depth
        self._known: dict[int, tuple[int, int] | None] = {}

    def check(self, value: Any) -> None:
        """Raises ProtocolError if a value holds too many, or too deep; Ring."""
        if type(value) in HOLDS and self._measured(value, 0)[0] > self._most:
            raise ProtocolError("containers hold each other too often")

    def _measured(self, value: Any, depth: int) -> tuple[int, int]:
        """How many values are in a container, itself included, and how many levels below it."""
        known = self._known.get(id(value))
        if known is None:
            if id(value) in self._known:
                raise Ring
            if depth > self._depth:
                raise ProtocolError("values are nested too deep")
            self._known[id(value)] = None
            size, height = 1, 0
            for item in HOLDS[type(value)](value):
                if type(item) not in HOLDS or item is value:
                    size += 1
                    continue
                inner, below = self._measured(item, depth + 1)
                size, height = size + inner, max(height, below + 1)
            known = self._known[id(value)] = min(size, self._most + 1), height
        if depth + known[1] > self._depth:
            raise ProtocolError("values are nested too deep")
        return known
