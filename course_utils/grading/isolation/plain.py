"""How plain Python crosses: lists, dicts, sets, texts, numbers, ranges, functions, iterators.

Subclasses become the value of their base class on both sides. Functions and iterators stay where
they are: the other side gets a number to ask by.
"""

from __future__ import annotations

import dataclasses
import functools
import numbers
import struct
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.stand_ins import (
    Opaque,
    RemoteIterator,
    StandIn,
    clean_name,
    opaque,
)
from course_utils.grading.isolation.values import (
    BITS,
    DECODERS,
    ELEMENTS,
    ENCODERS,
    FALLBACKS,
    LAST_FALLBACKS,
    SURROGATES,
    CannotCross,
    Decoder,
    Encoder,
    Kind,
    Tree,
    decoder,
    register,
)

#: Longer lists of numbers of one type travel as buffers.
LONG_LIST = 64
#: Types that may be named: what a test or an answer passes as a dtype, or raises.
TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
}


# What can change, of plain Python.


def _encode_list(encoder: Encoder, value: list) -> Tree:
    items = list(list.__iter__(value))
    if len(items) > LONG_LIST:
        kinds = set(map(type, items))
        if kinds == {float}:
            return ["f", encoder.buffer(struct.pack(f"<{len(items)}d", *items))]
        if kinds == {int} and all(-(2**63) <= item < 2**63 for item in items):
            return ["i", encoder.buffer(struct.pack(f"<{len(items)}q", *items))]
    return ["v", encoder.values(items)]


def _update_list(decoder: Decoder, value: list, form: str, content: Any) -> None:
    if form == "v":
        value[:] = decoder.values(content)
        return
    data = decoder.buffer(content)
    letter = {"f": "d", "i": "q"}[form]
    decoder.counted(len(data) // 8)
    value[:] = struct.unpack(f"<{len(data) // 8}{letter}", data)


def _encode_dict(encoder: Encoder, value: dict) -> Tree:
    flat = []
    for key, item in dict.items(value):
        flat += [encoder.value(key), encoder.value(item)]
    return [flat]


def _update_dict(decoder: Decoder, value: dict, flat: list) -> None:
    items = decoder.values(flat)
    if len(items) % 2:
        raise ProtocolError("a key has no value")
    value.clear()
    decoder.insert(value.__setitem__, items[::2], items[1::2])


def _encode_set(encoder: Encoder, value: set) -> Tree:
    return [encoder.values(list(set.__iter__(value)))]


def _update_set(decoder: Decoder, value: set, items: list) -> None:
    items = decoder.values(items)
    value.clear()
    decoder.insert(value.add, items)


def _encode_bytearray(encoder: Encoder, value: bytearray) -> Tree:
    return [encoder.buffer(bytes(value))]


def _update_bytearray(decoder: Decoder, value: bytearray, number: int) -> None:
    value[:] = decoder.buffer(number)


def _no_make(decoder: Decoder, *_: Tree) -> Any:
    raise ProtocolError("an object is made another way")


LIST = Kind("l", _encode_list, _no_make, _update_list, list, weak=False)
DICT = Kind("d", _encode_dict, _no_make, _update_dict, dict, weak=False)
SET = Kind("s", _encode_set, _no_make, _update_set, set, weak=False)
BYTEARRAY = Kind("ba", _encode_bytearray, _no_make, _update_bytearray, bytearray, weak=False)
for _kind, _type in ((LIST, list), (DICT, dict), (SET, set), (BYTEARRAY, bytearray)):
    register(_kind, _type)


@decoder("h")
def _decode_handle(decoder: Decoder, handle: int) -> Any:
    return decoder.known(handle)


# What can't change, of plain Python.


def _decode_frozenset(decoder: Decoder, items: list) -> frozenset:
    found: set[Any] = set()
    decoder.insert(found.add, decoder.values(items))
    return frozenset(found)


def _decode_dict(decoder: Decoder, keys: list, values: list) -> dict:
    found: dict[Any, Any] = {}
    decoder.insert(found.__setitem__, keys, values)
    return found


def _decode_keys(decoder: Decoder, items: list) -> Any:
    keys = decoder.values(items)
    return _decode_dict(decoder, keys, [None] * len(keys)).keys()


def _decode_items(decoder: Decoder, items: list) -> Any:
    pairs = decoder.values(items)
    return _decode_dict(decoder, [key for key, _ in pairs], [value for _, value in pairs]).items()


def _encode_view(name: str) -> Callable[[Encoder, Any], Tree]:
    return lambda encoder, value: [name, encoder.values(list(value))]


ENCODERS.update(
    {
        tuple: lambda encoder, value: ["t", encoder.values(value)],
        frozenset: lambda encoder, value: ["fs", encoder.values(list(value))],
        bytes: lambda encoder, value: ["b", encoder.buffer(value)],
        complex: lambda encoder, value: ["c", value.real, value.imag],
        range: lambda encoder, value: ["r", *_bounds(value)],
        slice: lambda encoder, value: [
            "sl",
            *encoder.values([value.start, value.stop, value.step]),
        ],
        Fraction: lambda encoder, value: ["q", value.numerator, value.denominator],
        Decimal: lambda encoder, value: ["D", str(value)],
        type(...): lambda encoder, value: ["..."],
        type({}.keys()): _encode_view("dk"),
        type({}.values()): _encode_view("dv"),
        type({}.items()): _encode_view("di"),
    }
)

DECODERS.update(
    {
        "u": lambda decoder, number: SURROGATES.sub(
            "?", decoder.buffer(number).decode("utf-8", "surrogatepass")
        ),
        "t": lambda decoder, items: tuple(decoder.values(items)),
        "fs": _decode_frozenset,
        "b": lambda decoder, number: bytes(decoder.buffer(number)),
        "c": lambda decoder, real, imaginary: complex(_number(real), _number(imaginary)),
        "r": lambda decoder, *bounds: _range(*(whole(bound) for bound in bounds)),
        "sl": lambda decoder, *bounds: slice(*decoder.values(list(bounds))),
        "q": lambda decoder, above, below: Fraction(whole(above), whole(below)),
        "...": lambda decoder: ...,
        "dk": _decode_keys,
        "dv": lambda decoder, items: dict(enumerate(decoder.values(items))).values(),
        "di": _decode_items,
    }
)


@decoder("D")
def _decode_decimal(decoder: Decoder, text: str) -> Decimal:
    if type(text) is not str or len(text) > 200:
        raise ProtocolError("a decimal number is none")
    number = Decimal(text)
    # 1E+999999 is short, and its integer has a million digits.
    if number.is_finite() and abs(number.adjusted()) > BITS // 4:
        raise ProtocolError("a decimal number is too long")
    return number


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise ProtocolError("a number is none")
    return float(value)


def _range(*bounds: int) -> range:
    if len(bounds) != 3 or bounds[2] == 0:
        raise ProtocolError("this is no range")
    found = range(*bounds)
    # A few bytes that a test would turn into an array of any size. Sliced: len() has a limit.
    if len(found[: ELEMENTS + 1]) > ELEMENTS:
        raise ProtocolError("a range is too long")
    return found


def _bounds(value: range) -> tuple[int, int, int]:
    if len(value[: ELEMENTS + 1]) > ELEMENTS:
        raise CannotCross(f"a range of more than {ELEMENTS:,} numbers")
    return value.start, value.stop, value.step


def whole(value: Any) -> int:
    """The value, if it is an integer of some length. Raises ProtocolError."""
    if type(value) is not int or value.bit_length() > BITS:
        raise ProtocolError("a whole number is none")
    return value


# Types, functions, iterators, and what can't cross.


@decoder("ty")
def _decode_type(decoder: Decoder, name: str) -> type:
    return TYPES[name]


@decoder("o")
def _decode_opaque(decoder: Decoder, type_name: str, text: str) -> Opaque:
    if type(text) is not str:
        raise ProtocolError("an opaque value has no text")
    found = opaque(type_name, text)
    decoder.peer.cannot_cross(f"an answer's value is a {type(found).__name__}")
    return found


@decoder("f")
def _decode_function(decoder: Decoder, ref: int, name: str) -> StandIn:
    return decoder.peer.stand_in(whole(ref), clean_name(name, "function"))


@decoder("F")
def _decode_own_function(decoder: Decoder, ref: int) -> Any:
    return decoder.peer.referred(whole(ref))


@decoder("it")
def _decode_iterator(decoder: Decoder, ref: int) -> RemoteIterator:
    return RemoteIterator(decoder.peer, whole(ref))


def _encode_remote(encoder: Encoder, value: Any) -> Tree | None:
    """Stand-ins go home; other things that stand for something have no other encoding."""
    if isinstance(value, (StandIn, RemoteIterator)) and value._peer is encoder.peer:
        return ["F", value._ref]
    if isinstance(value, Opaque):
        return ["o", type(value).__name__, repr(value)]
    return None


def _encode_type(encoder: Encoder, value: Any) -> Tree | None:
    if isinstance(value, type) and TYPES.get(value.__name__) is value:
        return ["ty", value.__name__]
    return None


def _reduce(encoder: Encoder, value: Any) -> Kind | Tree | None:
    """Subclasses of plain types, as the base class sees them."""
    if isinstance(value, type):
        return None
    for base, kind in ((list, LIST), (dict, DICT), (set, SET), (bytearray, BYTEARRAY)):
        if isinstance(value, base):
            return kind
    if isinstance(value, int):
        return encoder.value(int.__add__(value, 0))
    if isinstance(value, float):
        return encoder.value(float.__pos__(value))
    if isinstance(value, complex):
        return encoder.value(complex.__pos__(value))
    if isinstance(value, str):
        return encoder.value(str.__getitem__(value, slice(None)))
    if isinstance(value, bytes):
        return encoder.value(bytes.__getitem__(value, slice(None)))
    if isinstance(value, tuple):
        return ["t", encoder.values(list(tuple.__iter__(value)))]
    if isinstance(value, frozenset):
        return ["fs", encoder.values(list(frozenset.__iter__(value)))]
    return None


def _encode_active(encoder: Encoder, value: Any) -> Tree | None:
    """Iterators and functions stay where they are; the other side gets a number to ask by."""
    kind = type(value)
    if hasattr(kind, "__next__") and hasattr(kind, "__iter__"):
        return ["it", encoder.peer.refer(value)]
    if callable(value):
        inner = value.func if isinstance(value, functools.partial) else value
        name = getattr(inner, "__name__", kind.__name__)
        return ["f", encoder.peer.refer(value), clean_name(name, "function")]
    return None


def _encode_interval(encoder: Encoder, value: Any) -> Tree | None:
    """The course's own interval, which answers may return where numbers are asked for."""
    intervals = sys.modules.get("course_utils.intervals")
    if intervals is None or type(value) is not intervals.Interval:
        return None
    parts = [getattr(value, field.name) for field in dataclasses.fields(value)]
    return ["ci", encoder.values(parts)]


@decoder("ci")
def _decode_interval(decoder: Decoder, trees: list) -> Any:
    from course_utils.intervals import Interval

    found = decoder.values(trees)
    if len(found) != len(dataclasses.fields(Interval)) or not all(
        isinstance(number, numbers.Real) for number in found
    ):
        raise ProtocolError("an interval has no numbers")
    return Interval(*found)


FALLBACKS += [_encode_remote, _encode_type, _encode_interval, _reduce]
LAST_FALLBACKS.append(_encode_active)
