"""Values across the boundary: exact types, identity, and refusal of whatever is forged."""

import collections
import decimal
import enum
import fractions
import math
import random
import string
import sys
import time
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from boundary import FRAME_BYTES, End, crossed, decoded

from course_utils import intervals
from course_utils.grading.isolation import keras_configs, values
from course_utils.grading.isolation.frames import ProtocolError, TooLarge
from course_utils.grading.isolation.peer import TRUSTED, WORKER
from course_utils.grading.isolation.values import CannotCross, Decoder


class Pair(NamedTuple):
    """A tuple with names."""

    x: int
    y: str


class Colour(enum.IntEnum):
    """An int with a name."""

    RED = 3


class Liar(str):
    """A text that equals everything."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("x")


class Always:
    """Equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class Marked(np.ndarray):
    """An array that would run code where it is made."""

    def __array_finalize__(self, other):
        self.note = "made"


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(10**3000),
        0.1,
        -0.0,
        math.inf,
        1 - 2j,
        "γ\n",
        "a" * 5000,
        b"\0\xff",
        [1, [2, "x"], []],
        [0.5] * 100,
        list(range(-50, 50)),
        [2**64] * 100,
        (1, (2,)),
        {"a": 1, 2: [3], (4, "b"): None, 0.5: {}},
        {1, "a", (2, 3)},
        frozenset({1}),
        bytearray(b"abc"),
        range(3, 30, 3),
        slice(1, None, 2),
        ...,
        fractions.Fraction(-3, 7),
        decimal.Decimal("1.50"),
        np.dtype("float32"),
        int,
        np.float32,
    ],
    # Not the value itself: a set is written in another order in each process.
    ids=lambda value: type(value).__name__,
)
def test_plain_values_cross(value):
    """Does a value of Python arrive equal and of the same type?"""
    got = crossed(value)
    assert type(got) is type(value)
    assert got == value
    assert repr(got) == repr(value)


def test_nan_crosses():
    """Does NaN stay NaN, alone and in a long list?"""
    assert math.isnan(crossed(math.nan))
    assert math.isnan(crossed([math.nan] * 100)[99])


@pytest.mark.parametrize("code", "?bhilqBHILQefdFD")
@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3, 4), (3, 0, 2)])
def test_arrays_cross(code, shape):
    """Does an array arrive with dtype, shape and every bit?"""
    array = np.random.default_rng(0).integers(0, 2, shape).astype(code)
    got = crossed(array)
    assert type(got) is np.ndarray
    assert (got.dtype, got.shape) == (array.dtype, array.shape)
    assert got.tobytes() == array.tobytes()
    assert got.flags.writeable


@pytest.mark.parametrize(
    "array",
    [
        np.array(["a", "bcd"]),
        np.array([b"a", b"bc"]),
        np.array(["2026-01-02", "NaT"], "M8[D]"),
        np.array([1, 2], "m8[s]"),
        np.arange(6.0).reshape(2, 3).T,
        np.arange(12.0).reshape(3, 4)[:, ::2],
        np.arange(5.0)[::-1],
        np.array([1, 2], ">i4"),
        np.matrix([[1, 2]]),
        np.ma.masked_array([1, 2], [False, True]),
    ],
    ids=str,
)
def test_arrays_of_all_kinds_cross(array):
    """Do texts, times, views and subclasses arrive as plain arrays of the same numbers?"""
    got = crossed(array)
    assert type(got) is np.ndarray and got.dtype == array.dtype
    assert got.tobytes() == np.asarray(array).tobytes()
    assert got.flags.c_contiguous == np.asarray(array).flags.c_contiguous
    assert got.flags.f_contiguous == np.asarray(array).flags.f_contiguous


def test_read_only_stays_read_only():
    """Can an array that may not be written to not be written to on the other side?"""
    array = np.zeros(3)
    array.flags.writeable = False
    assert not crossed(array).flags.writeable


@pytest.mark.parametrize(
    "scalar",
    [
        np.float32(0.1),
        np.int8(-3),
        np.bool_(True),
        np.str_("ab"),
        np.complex64(1j),
        np.float64("nan"),
    ],
    ids=repr,
)
def test_scalars_of_numpy_cross(scalar):
    """Does NumPy's scalar arrive as NumPy's scalar?"""
    got = crossed(scalar)
    assert type(got) is type(scalar) and got.tobytes() == scalar.tobytes()


def test_object_arrays_cross_element_by_element():
    """Are the elements of an array of objects values of their own?"""
    got = crossed(np.array([1, "a", None, [2], Always()], dtype=object))
    assert got.dtype == object and got[:4].tolist() == [1, "a", None, [2]]
    assert got[4] != got[4]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Pair(1, "a"), (1, "a")),
        (Colour.RED, 3),
        (Liar("lie"), "lie"),
        (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        ({Liar("k"): 1}, {"k": 1}),
        ({"a": 1}.keys(), {"a": 1}.keys()),
    ],
    ids=repr,
)
def test_subclasses_become_plain(value, plain):
    """Does a subclass arrive as its base's value, without its methods?"""
    got = crossed(value)
    assert type(got) is type(plain) and got == plain
    if isinstance(plain, str):
        assert got != "something else"


def test_an_array_of_a_subclass_runs_nothing():
    """Is an array of a class of the student's a plain array?"""
    got = crossed(np.zeros(2).view(Marked))
    assert type(got) is np.ndarray and not hasattr(got, "note")


def test_what_cannot_cross_equals_nothing():
    """Is an object that equals everything an opaque one, that equals nothing?"""
    got = crossed(Always())
    assert got != 1 and got != got and got not in ([1], "a") and type(got).__name__ == "Always"
    assert np.asarray(got).dtype == object


def test_what_an_opaque_value_shows_is_harmless():
    """Is the text of what can't cross free of escapes, and short?"""

    class Shouting:
        def __repr__(self):
            return "\x1b[31mred\x1b]8;;http://x\x07link\x00\u202e" + "x" * 10_000

    text = repr(crossed(Shouting()))
    assert text.startswith("redlink") and len(text) < 400
    assert all(character in string.printable or character == "…" for character in text)


def test_a_repr_that_fails_is_no_failure():
    """Does an object whose repr raises arrive nevertheless?"""

    class Broken:
        def __repr__(self):
            raise RuntimeError("no")

    assert "Broken" in repr(crossed(Broken()))


class Box:
    """Says which array it is."""

    def __init__(self, content):
        self.content = content

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.content)


def test_what_says_that_it_is_an_array_crosses_as_one():
    """Does an object with the array protocol arrive as that array, if it is one of numbers?"""
    got = crossed(Box([1.5, 2.5]))
    assert type(got) is np.ndarray and got.tolist() == [1.5, 2.5]
    assert type(crossed({"a": Box(3)})["a"]) is np.ndarray
    for content in ([None], np.zeros(2, "V8")):
        assert type(crossed(Box(content))).__name__ == "Box"


def test_identity_and_cycles_cross():
    """Are one list twice and a list within itself one list on the other side too?"""
    inner = [1]
    ring = [inner, inner, {"again": inner}]
    ring.append(ring)
    got = crossed(ring)
    assert got[0] is got[1] is got[2]["again"] and got[3] is got


@pytest.mark.parametrize("name", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_generators_cross(name):
    """Does a random generator go on where it was, and spawn what it would have?"""
    generator = np.random.Generator(getattr(np.random, name)(5))
    generator.random(3)
    generator.integers(9, size=3, dtype=np.int32)
    got = crossed(generator)
    assert got.random(5).tolist() == generator.random(5).tolist()
    assert got.spawn(1)[0].random() == generator.spawn(1)[0].random()


def test_python_generators_cross():
    """Does a generator of Python's go on where it was?"""
    generator = random.Random(3)
    generator.gauss(0, 1)
    assert crossed(generator).gauss(0, 1) == generator.gauss(0, 1)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [0.5, np.nan]}),
        pd.DataFrame({"a": [1, 2]}, index=pd.Index([5, 7], name="seed")),
        pd.DataFrame({"a": [1, 2]}).set_index(pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])),
        pd.DataFrame([[1, 2]], columns=["same", "same"]),
        pd.DataFrame({"a": pd.Categorical(["x", "y", "x"], ordered=True)}),
        pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": pd.array([True, None], "boolean")}),
        pd.DataFrame({"t": pd.to_datetime(["2026-01-01", "2026-02-01"], utc=True)}),
        pd.DataFrame({"t": pd.to_datetime(["2026-01-01", "2026-02-01"])}),
        pd.DataFrame(),
        pd.DataFrame({0: [[1], "a"]}),
    ],
    ids=lambda table: str(list(table.dtypes)),
)
def test_tables_cross(table):
    """Does a DataFrame arrive with index, columns and dtypes?"""
    pd.testing.assert_frame_equal(crossed(table), table)


def test_series_and_indexes_cross():
    """Do a Series and an Index arrive with name and dtype?"""
    series = pd.Series([1.5, 2], index=["a", "b"], name="loss")
    pd.testing.assert_series_equal(crossed(series), series)
    index = pd.Index([3, 1], name="seed")
    pd.testing.assert_index_equal(crossed(index), index)
    assert crossed(pd.NaT) is pd.NaT and crossed(pd.Timestamp("2026-01-01")).year == 2026


def test_what_is_too_large_is_not_copied():
    """Is an array or a text refused by its size, before there is a second one in memory?"""
    with pytest.raises(TooLarge, match="8590 MB"):
        crossed(np.broadcast_to(np.zeros(1, np.uint8), 2**33))
    with pytest.raises(TooLarge, match="17 MB"):
        crossed("x" * (FRAME_BYTES + 10**5))


def test_too_much_is_refused_before_it_is_sent():
    """Do values too many or nested too deep raise where they are encoded?"""
    with pytest.raises(TooLarge):
        crossed([None] * 3_000_000)
    deep = ()
    for _ in range(200):
        deep = (deep,)
    with pytest.raises(TooLarge):
        crossed(deep)


FLOATS = np.zeros(4).tobytes()
FORGED = {
    "no tag": [[]],
    "a tag that means nothing": ["pickle", "cos\nsystem"],
    "a tag that is no text": [["t"], []],
    "a dict": {"__class__": "x"},
    "a tuple without items": ["t"],
    "a tuple of a number": ["t", 3],
    "too many parts": ["c", 1.0, 2.0, 3.0],
    "a buffer that isn't there": ["b", 7],
    "a buffer by another number": ["b", -1],
    "a buffer by a truth value": ["b", True],
    "an unknown handle": ["h", 1],
    "a handle that is a list": ["h", [1]],
    "an unknown type": ["ty", "Popen"],
    "an unknown function": ["F", 1],
    "a set of lists": ["fs", [["l", 1, []]]],
    "a long integer": 10**4000,
    "a fraction by zero": ["q", 1, 0],
    "a range without a step": ["r", 0, 5, 0],
    "a range of very many": ["r", 0, 2**62, 1],
    "a range of many": ["r", 5, 5 + 3 * 10**7, 1],
    "a long decimal": ["D", "1E+999999"],
    "a scalar of objects": ["n", "|O8", "00" * 8],
    "a scalar of other bytes": ["n", "<f8", "00"],
    "a dtype of objects": ["dt", "|O"],
    "a dtype with fields": ["dt", "f8,O"],
    "a dtype of void": ["dt", "|V8"],
    "a dtype that is a list": ["dt", [["a", "O"]]],
    "an exception of no kind": ["e", "X", "Popen", "", None, [], None],
    "an exception without text": ["e", "X", "ValueError", 3, None, [], None],
    "a Keras class from elsewhere": ["kx", "os", "system", {}],
    "a loss that is none": ["kx", "losses", "Loss", {}],
    "a Keras function from elsewhere": ["kn", "utils", "get_file"],
    "a deserializer": ["kn", "losses", "deserialize"],
    "a module": ["kn", "activations", "serialization_lib"],
    "a tensor of objects": ["kt", ["|O", [1], 0]],
    "a missing value of another kind": ["na", "None"],
}


@pytest.mark.parametrize("tree", FORGED.values(), ids=FORGED.keys())
def test_forged_values_are_refused(tree):
    """Is a value that no encoder writes refused as a breach of protocol?"""
    with pytest.raises(ProtocolError):
        decoded(tree, buffers=[FLOATS])


def array(dtype="<f8", shape=(4,), order="C", number=0, tag="a", count=1):
    """A forged object, an array unless said otherwise."""
    return [[1, tag, [dtype, list(shape), order, True, number], 0, count]]


FORGED_OBJECTS = {
    "an array of objects": array("|O"),
    "an array of void": array("|V8"),
    "an array of records": array("f8,O"),
    "an array of code": array("<f8; import os"),
    "too few bytes": array(shape=(5,)),
    "too many bytes": array(shape=(3,)),
    "a negative axis": array(shape=(-4,)),
    "two negative axes": array(shape=(-2, -2)),
    "a product that overflows": array(shape=(2**32, 2**32)),
    "a product that overflows to the right size": array(shape=(2**62, 4, 4)),
    "an empty array with a huge axis": array(shape=(0, 2**39), count=0, number=0),
    "many axes": array(shape=(1,) * 40),
    "an axis that is true": array(shape=(True, 4)),
    "an axis that is a float": array(shape=(4.0,)),
    "no memory order": array(order="K"),
    "elements without end": array(f"<U{2**22}"),
    "another kind": array(tag="zz"),
    "a kind that is a list": array(tag=[]),
    "a handle of the other side": [[2, "l", ["v", []], 0, 0]],
    "a handle below zero": [[-1, "l", ["v", []], 0, 0]],
    "a handle twice": [[1, "l", ["v", []], 0, 0], [1, "l", ["v", []], 0, 0]],
    "a list of another form": [[1, "l", ["x", []], 0, 0]],
    "a dict with a key alone": [[1, "d", [["a"]], 0, 0]],
    "a dict with a list as a key": [[1, "d", [[["h", 1], 1]], 0, 0]],
    "a set with itself": [[1, "s", [[["h", 1]]], 0, 0]],
    "an object of itself": [[1, "ds", [["h", 1], ["h", 1], ["h", 1]], 0, 0]],
    "a generator without a state": [[1, "g", ["PCG64", {}, None, [], 0], 0, 0]],
    "a generator of another module": [[1, "g", ["os", {}, None, [], 0], 0, 0]],
    "a table with other columns": [
        [1, "df", [["range", [None], 0, 2, 1], ["range", [None], 0, 2, 1], []], 0, 0]
    ],
    "a table without end": [
        [1, "df", [["range", [None], 0, 2**40, 1], ["range", [None], 0, 0, 1], []], 0, 0]
    ],
    "a table of a made-up type": [
        [1, "ds", [["range", [None], 0, 0, 1], None, ["own", "x", []]], 0, 0]
    ],
    "parts missing": [[1, "l"]],
    "no list": ["l"],
}


@pytest.mark.parametrize("objects", FORGED_OBJECTS.values(), ids=FORGED_OBJECTS.keys())
def test_forged_objects_are_refused(objects):
    """Is an object that no encoder writes refused, whatever its size, shape or kind?"""
    with pytest.raises(ProtocolError):
        decoded(["h", 1], objects, [FLOATS])


def test_a_position_outside_of_a_generator_is_refused():
    """Is a state refused that would let NumPy read outside of its buffer?"""
    worker = End(WORKER)
    generator = np.random.Generator(np.random.MT19937(0))
    from course_utils.grading.isolation.arrays import decode_state, encode_state
    from course_utils.grading.isolation.values import Decoder, Encoder

    encoder = Encoder(worker)
    state = encode_state(encoder, generator.bit_generator.state)
    assert decode_state(Decoder(End(TRUSTED), encoder.buffers), state, "MT19937")
    state["state"]["pos"] = 10**6
    with pytest.raises(ProtocolError):
        decode_state(Decoder(End(TRUSTED), encoder.buffers), state, "MT19937")


def doubled(hold, depth=40):
    """A value that holds two of what holds two of what … and so on."""
    value = [0.5]
    for _ in range(depth):
        value = hold(value)
    return value


def objects_of(value):
    """An array of that value, twice."""
    array = np.empty(2, object)
    array[:] = [value, value]
    return array


@pytest.mark.parametrize(
    "hold",
    [
        lambda value: [value, value],
        lambda value: {"a": value, "b": value},
        lambda value: [{"a": value, "b": value}.values()],
        lambda value: [{"a": value, "b": value}.items()],
        lambda value: [slice(value, value)],
        objects_of,
        lambda value: [pd.Series([value, value])],
        lambda value: pd.DataFrame({"a": [1, 2], "b": [value, value]}),
        lambda value: [pd.Index(objects_of(value))],
    ],
    ids=["lists", "dicts", "values", "items", "slices", "arrays", "series", "tables", "indexes"],
)
def test_what_holds_each_other_often_is_refused(hold):
    """Is a small message refused that would print as a text without end?"""
    assert type(crossed(doubled(hold, 3))) is type(hold([0.5]))
    with pytest.raises(ProtocolError, match="too often"):
        crossed(doubled(hold))


def test_what_is_named_often_is_refused():
    """Is a list that isn't much by itself refused where it is named very often?"""
    items = [["t", [["h", 1]] * 1000]] * 1000
    with pytest.raises(ProtocolError, match="too often"):
        decoded(["t", items], [[1, "l", ["v", [0] * 1000], 0, 0]])


def test_what_grows_later_is_refused():
    """Is a list refused that grows where another one holds it often?"""
    trusted = End(TRUSTED)
    objects = [[1, "l", ["v", []], 0, 0], [3, "l", ["v", [["h", 1]] * 2000], 0, 0]]
    outer = Decoder(trusted, []).message(["h", 3], objects)
    assert outer == [[]] * 2000
    with pytest.raises(ProtocolError, match="too often"):
        Decoder(trusted, []).message(None, [[1, "l", ["v", [0] * 2000], 0, 0]])


def test_a_ring_of_several_is_told():
    """Are lists that hold each other in a ring, whose text has no end, told as such?"""
    one, other = [], []
    one += [other, other]
    other += [one, one]
    with pytest.raises(CannotCross, match="ring"):
        crossed(one)


PRIME = sys.hash_info.modulus


@pytest.mark.parametrize(
    "tree",
    [
        ["fs", [number * PRIME for number in range(50_000)]],
        ["fs", [["c", -1000003 * number, number] for number in range(300_000)]],
        ["dk", [number * PRIME for number in range(50_000)]],
        ["di", [["t", [number * PRIME, 0]] for number in range(50_000)]],
    ],
    ids=["integers", "complex", "keys", "items"],
)
def test_keys_that_collide_are_refused_in_time(tree, monkeypatch):
    """Is a set of values with one hash, which would take minutes to build, refused in seconds?"""
    monkeypatch.setattr(values, "HASH_SECONDS", 0.2)
    start = time.thread_time()
    with pytest.raises(ProtocolError, match="collide"):
        decoded(tree)
    assert time.thread_time() - start < 10


@pytest.mark.parametrize("tag", ["s", "d"])
def test_containers_whose_keys_collide_are_refused_in_time(tag, monkeypatch):
    """Do sets and dicts that can change have the same limit?"""
    monkeypatch.setattr(values, "HASH_SECONDS", 0.2)
    keys = [number * PRIME for number in range(100_000)]
    with pytest.raises(ProtocolError, match="collide"):
        decoded(["h", 1], [[1, tag, [keys], 0, 0]])


def test_keys_of_one_hash_are_refused_at_once():
    """Is a set of many integers with one hash refused long before its time is used up?"""
    start = time.thread_time()
    with pytest.raises(ProtocolError, match="collide"):
        decoded(["fs", [number * PRIME for number in range(20_000)]])
    assert time.thread_time() - start < values.HASH_SECONDS / 2


def test_many_keys_cross():
    """Do as many keys as a message may hold take a fraction of that limit?"""
    keys = {f"key {number}" for number in range(500_000)}
    assert crossed(keys) == keys


@pytest.mark.parametrize(
    "config",
    [
        {"module": "os", "class_name": "system", "config": {}, "registered_name": None},
        {"module": "builtins", "class_name": "function", "config": "eval"},
        {"module": "keras.layers", "class_name": "Lambda", "config": {}},
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/"}},
        {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/x"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {}, "registered_name": "a>b"},
        {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "int8_from_float32"}},
        {"class_name": "__lambda__", "config": {"value": ["4wEAAA==", None, None]}},
        {"class_name": "__numpy__", "config": {"value": [1], "dtype": "O"}},
        {"activation": "os.system"},
        {"kernel_initializer": "__import__('os')"},
        {"kernel_regularizer": "a>b"},
        {"name": "x" * 1000},
        [
            "list",
            ["list", ["list", ["list", ["list", ["list", ["list"] * 2] * 2] * 2] * 2] * 2] * 2,
        ],
        "x" * 300,
    ],
    ids=str,
)
def test_forged_configurations_are_refused(config):
    """Does no configuration name a class, module or function outside of the list?"""
    deep = config
    if isinstance(config, list):
        for _ in range(12):
            deep = ["list", deep]
    with pytest.raises(ProtocolError):
        keras_configs.decode_config(deep)


def test_the_courses_interval_crosses():
    """Does an interval arrive as one, and a forged one without numbers not?"""
    interval = intervals.Interval(np.float64(0.5), 0.25, 3)
    assert crossed(interval) == interval
    forged = intervals.Interval("0.5", [], {}, None)
    with pytest.raises(ProtocolError):
        crossed(forged)


def test_a_huge_setting_is_refused():
    """Is a layer of a billion units refused, in words?"""
    with pytest.raises(CannotCross, match="units"):
        keras_configs.decode_config({"units": 10**9})
