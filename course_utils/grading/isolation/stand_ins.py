"""What stands for something of the other side: functions, iterators, and what can't cross.

`StandIn` is a function that runs elsewhere, `RemoteIterator` draws its items from there, `Opaque`
shows what something was and is equal to nothing. `clean` makes text from elsewhere harmless.
"""

from __future__ import annotations

import inspect
import keyword
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_utils.grading.isolation.peer import Peer

#: How many items one remote iterator gives.
ITEMS = 1_000_000
#: How many characters an opaque value shows of itself.
SHOWN = 300
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)?", re.DOTALL)
# Control characters, what changes the direction of text, and halves of characters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str, limit: int = SHOWN) -> str:
    """The text without escape sequences and control characters, cut at `limit` characters."""
    text = _HARMFUL.sub("", _ESCAPES.sub("", text[: 4 * limit]))
    return text if len(text) <= limit else text[:limit] + " …"


def clean_name(name: Any, otherwise: str) -> str:
    """The name if it is an identifier or one like `<lambda>`, of at most 60 characters."""
    if not isinstance(name, str) or len(name) > 60:
        return otherwise
    inner = name[1:-1] if name.startswith("<") and name.endswith(">") else name
    return name if inner.isidentifier() or keyword.iskeyword(inner) else otherwise


class Opaque:
    """Something that can't cross: it shows what it was, and equals nothing, itself included."""

    __module__ = "builtins"
    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str):
        self._text = clean(text)

    def __repr__(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


def opaque(type_name: str, text: str) -> Opaque:
    """An Opaque whose type is called as the original's is."""
    name = clean_name(type_name, "object")
    return type(name, (Opaque,), {"__slots__": (), "__module__": "builtins"})(text)


class StandIn:
    """A function of the other side: sends its arguments there, and returns or raises what comes."""

    def __init__(self, peer: Peer, ref: int, name: str):
        self.__name__ = self.__qualname__ = name
        self._peer = peer
        self._ref = ref

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._peer.call(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def watch_frameworks(self) -> Any:
        """A context that watches the calls; what it gives says which framework was used."""
        return self._peer.watch(self)

    @property
    def __signature__(self) -> inspect.Signature:
        return self._peer.signature(self)


class RemoteIterator:
    """An iterator of the other side, whose items come one by one."""

    def __init__(self, peer: Peer, ref: int):
        self._peer = peer
        self._ref = ref
        self._given = 0

    def __iter__(self) -> RemoteIterator:
        return self

    def __next__(self) -> Any:
        self._given += 1
        if self._given > ITEMS:
            raise RuntimeError(f"an iterator gave more than {ITEMS} items")
        return self._peer.next_item(self)
