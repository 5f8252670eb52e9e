"""NumPy's values: arrays with checked types and shapes, scalars, dtypes, random generators.

An array is its dtype, shape, memory order and bytes; the bytes have to be exactly as many as dtype
and shape say. Arrays of objects cross element by element. Generators are the name of their bit
generator and its state, which NumPy itself doesn't check in all its parts.
"""

from __future__ import annotations

import math
import random
import re
from typing import Any

import numpy as np

from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.plain import TYPES, whole
from course_utils.grading.isolation.sizes import HOLDS
from course_utils.grading.isolation.values import (
    ELEMENTS,
    ENCODERS,
    FALLBACKS,
    LAST_FALLBACKS,
    Decoder,
    Encoder,
    Kind,
    Tree,
    decoder,
    register,
)

#: Kinds of dtypes whose bytes may cross: no references, no code.
KINDS = "biufcSUMm"
#: The most bytes of one element: texts of fixed length.
ELEMENT_BYTES = 2**20
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
_DTYPE = re.compile(r"[<>|=]?[biufcSU]\d{1,7}|[<>|=]?[Mm]8(\[[\dA-Za-z/]{1,20}\])?")

TYPES.update(
    {
        name: getattr(np, name)
        for name in [
            "bool_",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float16",
            "float32",
            "float64",
            "complex64",
            "complex128",
            "number",
            "integer",
            "floating",
            "inexact",
            "generic",
            "ndarray",
        ]
    }
)
# NumPy calls np.bool_ "bool".
TYPES["bool_"] = np.bool_


def decode_dtype(text: Any) -> np.dtype:
    """The dtype of that name, if its bytes may cross. Raises ProtocolError."""
    if type(text) is not str or not _DTYPE.fullmatch(text):
        raise ProtocolError("a dtype is none that may cross")
    dtype = np.dtype(text)
    if dtype.kind not in KINDS or dtype.hasobject or not 0 <= dtype.itemsize <= ELEMENT_BYTES:
        raise ProtocolError("a dtype is none that may cross")
    return dtype


def decode_shape(shape: Any, element_bytes: int, most_bytes: int) -> tuple[int, ...]:
    """The shape, whose axes other than empty ones make no more than `most_bytes`."""
    if type(shape) is not list or len(shape) > 32:
        raise ProtocolError("a shape is none")
    if not all(type(length) is int and 0 <= length < 2**40 for length in shape):
        raise ProtocolError("a shape is none")
    if math.prod(max(length, 1) for length in shape) * max(element_bytes, 1) > most_bytes:
        raise ProtocolError("a shape is too large")
    return tuple(shape)


def _crosses(array: np.ndarray) -> bool:
    return array.dtype.kind in KINDS and _DTYPE.fullmatch(array.dtype.str) is not None


def _order(array: np.ndarray) -> str:
    """How the elements lie in memory: C, F (columns), or another way."""
    if array.flags.c_contiguous:
        return "C"
    return "F" if array.flags.f_contiguous else "N"


def _encode_array(encoder: Encoder, array: np.ndarray) -> Tree:
    # A matrix or a masked array becomes the array it is made of.
    array = np.asarray(array)
    encoder.fits(array.nbytes)
    order = _order(array)
    data = array.tobytes("F" if order == "F" else "C")
    flags = [order, bool(array.flags.writeable)]
    return [array.dtype.str, list(array.shape), *flags, encoder.buffer(data)]


def _make_array(
    decoder: Decoder, dtype: str, shape: list, order: str, writeable: bool, number: int
) -> np.ndarray:
    values = _values(decoder, dtype, shape, order, number)
    if order == "C":
        array = values.copy()
    elif order == "F":
        array = values.copy(order="F")
    else:
        # As for a slice: rows with a gap, so that it is a view and no whole.
        array = np.empty((*values.shape[:-1], 2 * values.shape[-1]), values.dtype)
        array = array[..., : values.shape[-1]] if values.ndim > 1 else array[::2]
        array[...] = values
    array.flags.writeable = bool(writeable)
    return array


def _update_array(
    decoder: Decoder,
    array: np.ndarray,
    dtype: str,
    shape: list,
    order: str,
    writeable: bool,
    number: int,
) -> None:
    values = _values(decoder, dtype, shape, order, number)
    # An answer may reshape in place what it is given, but other sizes or types need other memory.
    if values.dtype == array.dtype and values.size == array.size and array.flags.writeable:
        if values.shape != array.shape:
            array.shape = values.shape
        array[...] = values


def _values(decoder: Decoder, dtype: str, shape: list, order: str, number: int) -> np.ndarray:
    """The elements as a view of the message."""
    kind, data = decode_dtype(dtype), decoder.buffer(number)
    shape = decode_shape(shape, kind.itemsize, decoder.peer.frame_bytes)
    if order not in ("C", "F", "N") or (order == "N" and not shape):
        raise ProtocolError("an array has no memory order")
    if math.prod(shape) * kind.itemsize != len(data):
        raise ProtocolError("an array has more or fewer bytes than its shape and type say")
    if not kind.itemsize or not data:
        return np.zeros(shape, kind)
    return np.frombuffer(data, kind).reshape(shape, order="F" if order == "F" else "C")


def _encode_objects(encoder: Encoder, array: np.ndarray) -> Tree:
    return [list(array.shape), encoder.values(array.ravel().tolist())]


def _make_objects(decoder: Decoder, shape: list, items: list) -> np.ndarray:
    array = np.empty(decode_shape(shape, 8, 8 * ELEMENTS), object)
    _update_objects(decoder, array, shape, items)
    return array


def _update_objects(decoder: Decoder, array: np.ndarray, shape: list, items: list) -> None:
    values = decoder.values(items)
    if math.prod(decode_shape(shape, 8, 8 * ELEMENTS)) != len(values) or array.size != len(values):
        raise ProtocolError("an array has more or fewer elements than its shape says")
    for place, value in zip(np.ndindex(*shape), values, strict=True):
        array[place] = value


ARRAY = Kind("a", _encode_array, _make_array, _update_array)
OBJECTS = Kind("ao", _encode_objects, _make_objects, _update_objects)
register(ARRAY)
register(OBJECTS)
HOLDS[np.ndarray] = lambda array: array.flat if array.dtype == object else ()


def _encode_any_array(encoder: Encoder, array: np.ndarray) -> Kind | Tree | None:
    """The kind of an array depends on its dtype."""
    if array.dtype == object:
        return OBJECTS
    return ARRAY if _crosses(array) else None


def _encode_scalar(encoder: Encoder, value: np.generic) -> Tree:
    return ["n", value.dtype.str, value.tobytes().hex()]


@decoder("n")
def _decode_scalar(decoder: Decoder, dtype: str, data: str) -> np.generic:
    kind, data = decode_dtype(dtype), bytes.fromhex(data)
    if kind.itemsize != len(data) or not data:
        # An empty text has no bytes.
        return np.zeros((), kind)[()] if not data else _refuse()
    return np.frombuffer(data, kind)[0]


def _refuse() -> Any:
    raise ProtocolError("a number has more or fewer bytes than its type says")


for _type in {np.dtype(code).type for code in "?bhilqBHILQefdgFDGSUMm"}:
    ENCODERS[_type] = _encode_scalar


@decoder("dt")
def _decode_dtype_value(decoder: Decoder, text: str) -> np.dtype:
    return decode_dtype(text)


def _encode_generator(encoder: Encoder, generator: Any) -> Tree:
    bits = generator.bit_generator if isinstance(generator, np.random.Generator) else None
    if bits is None:
        bits = generator._bit_generator
    return [type(bits).__name__, encode_state(encoder, bits.state), *_seeds(encoder, bits)]


def _seeds(encoder: Encoder, bits: Any) -> list[Tree]:
    """What `spawn` makes other generators from."""
    seeds = bits.seed_seq
    entropy = getattr(seeds, "entropy", None)
    if isinstance(entropy, np.ndarray):
        entropy = entropy.tolist()
    if entropy is not None and not isinstance(entropy, int):
        entropy = ["e", [int(word) for word in entropy]]
    key = [int(word) for word in getattr(seeds, "spawn_key", ())]
    return [entropy, key, getattr(seeds, "n_children_spawned", 0)]


def encode_state(encoder: Encoder, state: dict[str, Any]) -> Tree:
    """The state of a bit generator, a dict of numbers, arrays and dicts."""
    found = {}
    for name, value in state.items():
        if isinstance(value, dict):
            found[name] = encode_state(encoder, value)
        elif isinstance(value, np.ndarray):
            found[name] = [value.dtype.str, encoder.buffer(value.tobytes())]
        else:
            found[name] = value
    return found


def decode_state(decoder: Decoder, tree: Tree, name: str) -> dict[str, Any]:
    """The state of a bit generator of that name. Raises ProtocolError."""
    if name not in BIT_GENERATORS or type(tree) is not dict:
        raise ProtocolError("this is no state of a random generator")
    model = getattr(np.random, name)(0).state
    return _state_like(decoder, tree, model)


def _state_like(decoder: Decoder, tree: Any, model: dict[str, Any]) -> dict[str, Any]:
    """The state with the names, types and sizes of the model's."""
    if type(tree) is not dict or tree.keys() != model.keys():
        raise ProtocolError("this is no state of a random generator")
    found: dict[str, Any] = {}
    for name, like in model.items():
        value = tree[name]
        if isinstance(like, dict):
            found[name] = _state_like(decoder, value, like)
        elif isinstance(like, np.ndarray):
            dtype, number = value
            data = decoder.buffer(number)
            if decode_dtype(dtype) != like.dtype or len(data) != like.nbytes:
                raise ProtocolError("this is no state of a random generator")
            found[name] = np.frombuffer(data, like.dtype).reshape(like.shape).copy()
        elif isinstance(like, str):
            if value != like:
                raise ProtocolError("this is no state of a random generator")
            found[name] = like
        else:
            found[name] = whole(value)
            # NumPy takes positions in its buffers as they are: others would lie outside.
            most = {"pos": 624, "buffer_pos": 4, "has_uint32": 1, "uinteger": 2**32 - 1}
            if not 0 <= found[name] <= most.get(name, 2**128 - 1):
                raise ProtocolError("this is no state of a random generator")
    return found


def _bits(decoder: Decoder, name: str, state: Tree, entropy: Tree, key: list, children: int) -> Any:
    found = decode_state(decoder, state, name)
    if type(entropy) is list:
        entropy = [whole(word) for word in entropy[1]]
    elif entropy is not None:
        entropy = whole(entropy)
    key = tuple(whole(word) for word in key)
    seeds = np.random.SeedSequence(entropy, spawn_key=key, n_children_spawned=whole(children))
    bits = getattr(np.random, name)(seeds)
    bits.state = found
    return bits


def _make_generator(decoder: Decoder, *parts: Tree) -> np.random.Generator:
    return np.random.Generator(_bits(decoder, *parts))


def _make_legacy(decoder: Decoder, *parts: Tree) -> np.random.RandomState:
    return np.random.RandomState(_bits(decoder, *parts))


def _update_generator(
    decoder: Decoder,
    generator: Any,
    name: str,
    state: Tree,
    entropy: Tree,
    key: list,
    children: int,
) -> None:
    is_new = isinstance(generator, np.random.Generator)
    bits = generator.bit_generator if is_new else generator._bit_generator
    if type(bits).__name__ != name:
        raise ProtocolError("a random generator changes its kind")
    bits.state = decode_state(decoder, state, name)
    spawned = whole(children) - getattr(bits.seed_seq, "n_children_spawned", children)
    if 0 < spawned < 10_000:
        bits.seed_seq.spawn(spawned)


register(
    Kind("g", _encode_generator, _make_generator, _update_generator, weak=False),
    np.random.Generator,
)
register(
    Kind("gl", _encode_generator, _make_legacy, _update_generator, weak=False),
    np.random.RandomState,
)


def python_state(tree: Tree) -> tuple:
    """The state of a `random.Random` that a message holds. Raises ProtocolError."""
    words, following = tree
    if type(words) is not list or len(words) != 625 or type(following) not in (float, type(None)):
        raise ProtocolError("this is no state of a random generator")
    if not all(type(word) is int and 0 <= word < 2**32 for word in words) or words[-1] > 624:
        raise ProtocolError("this is no state of a random generator")
    return 3, tuple(words), following


def _encode_python(encoder: Encoder, generator: random.Random) -> Tree:
    _, words, following = generator.getstate()
    return [list(words), following]


def _make_python(decoder: Decoder, *tree: Tree) -> random.Random:
    generator = random.Random(0)
    _update_python(decoder, generator, *tree)
    return generator


def _update_python(decoder: Decoder, generator: random.Random, *tree: Tree) -> None:
    generator.setstate(python_state(list(tree)))


register(Kind("gp", _encode_python, _make_python, _update_python), random.Random)


def _encode_numpy(encoder: Encoder, value: Any) -> Kind | Tree | None:
    """Arrays, whose kind depends on their dtype, and dtypes."""
    if isinstance(value, np.ndarray):
        return _encode_any_array(encoder, value)
    if isinstance(value, np.dtype):
        return ["dt", value.str] if value.kind in KINDS else None
    return None


def _encode_array_like(encoder: Encoder, value: Any) -> Tree | None:
    """What says itself which array it is: a check of numbers reads it so."""
    if isinstance(value, (type, np.ndarray)) or not hasattr(type(value), "__array__"):
        return None
    try:
        array = np.asarray(value)
    except Exception:
        return None
    return encoder.value(array) if _crosses(array) else None


FALLBACKS.append(_encode_numpy)
LAST_FALLBACKS.insert(0, _encode_array_like)
