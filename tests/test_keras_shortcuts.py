"""The grader's shortcuts through Keras: is each taken, and is everything as without it?"""

import functools
import gc
import inspect
import os
import subprocess
import sys
import typing
import weakref

import pytest

from course_utils.backend import load_keras

load_keras()

import keras  # noqa: E402
from keras.src.layers import layer as layer_module  # noqa: E402
from keras.src.ops import operation as operation_module  # noqa: E402

from course_utils.grading.isolation import keras_shortcuts  # noqa: E402

L = keras.layers


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    """Whatever a test exchanges is put back after it."""
    for owner, name in (
        (layer_module, "inspect"),
        (operation_module, "inspect"),
        (L.Layer, "__setattr__"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


def test_variables_of_one_shape_share_a_kernel_and_keep_their_names(monkeypatch):
    """Is a variable's name kept, and left out of the operation that makes the variable?"""
    from tensorflow.python.ops import gen_resource_variable_ops as operations

    given = []
    make = operations.var_handle_op

    def spy(dtype, shape, container="", shared_name="", debug_name="", **others):
        given.append(debug_name)
        return make(dtype, shape, container, shared_name, debug_name, **others)

    monkeypatch.setattr(operations, "var_handle_op", spy)
    keras_shortcuts.share_variable_kernels()
    layer = L.Dense(2, name="mine")
    layer.build((None, 3))
    assert given == ["", ""]
    assert [variable.path for variable in layer.variables] == ["mine/kernel", "mine/bias"]
    assert layer.kernel.value.name.startswith("mine/kernel")


class Decorated:
    """Functions and methods of the kinds that have a signature."""

    def plain(self, a, b: int = 2, *rest, key, **more) -> float:
        """Take all kinds of parameters."""

    @functools.wraps(plain)
    def wrapped(self, *args, **kwargs):
        """Have the signature of another."""

    @classmethod
    def of_class(cls, a):
        """Take one."""

    @staticmethod
    def static(a, b=3):
        """Take two."""


@pytest.mark.parametrize(
    "of",
    [
        Decorated.plain,
        Decorated().plain,
        Decorated.wrapped,
        Decorated().wrapped,
        Decorated.of_class,
        Decorated.static,
        Decorated,
        functools.partial(Decorated().plain, 1),
        len,
        L.Dense.__init__,
        L.Dense(2).call,
        L.BatchNormalization().call,
    ],
    ids=lambda of: getattr(of, "__qualname__", type(of).__name__),
)
def test_signatures_are_pythons_own(of):
    """Is a signature, read twice, what `inspect` reads?"""
    for _ in range(2):
        assert keras_shortcuts.signature(of) == inspect.signature(of)


def test_a_function_is_not_kept_for_its_signature():
    """Can a function, and what it holds, go when nobody else needs it?"""

    class Held:
        def method(self, a):
            """Take one."""

    held = Held()
    gone = weakref.ref(held)

    @functools.wraps(held.method)
    def wrapper(*args, held=held):
        return held.method(*args)

    def holding(a, held=held):
        return held

    assert list(keras_shortcuts.signature(wrapper).parameters) == ["a"]
    assert list(keras_shortcuts.signature(holding).parameters) == ["a", "held"]
    del held, wrapper, holding
    gc.collect()
    assert gone() is None


def test_what_has_no_signature_has_none():
    """Does what `inspect` refuses fail in the same way?"""
    with pytest.raises(TypeError):
        keras_shortcuts.signature(3)


def test_keras_reads_each_signature_once(monkeypatch):
    """Do a second layer and its call read no signature of Keras's own functions again?"""
    keras_shortcuts.keep_signatures()
    L.Dense(2)(keras.Input((3,)))
    read = []
    original = inspect._signature_from_function
    monkeypatch.setattr(
        inspect,
        "_signature_from_function",
        lambda cls, func, *args, **named: read.append(func) or original(cls, func, *args, **named),
    )
    L.Dense(2)(keras.Input((3,)))
    assert not [
        function for function in read if function.__module__ == "keras.src.layers.core.dense"
    ]


def attributes(layer) -> dict:
    """A layer's attributes, by name: values of plain ones, classes of others."""
    kinds = (bool, int, float, str, type(None))
    return {
        name: value if isinstance(value, kinds) else type(value)
        for name, value in vars(layer).items()
    }


def made() -> list:
    """Layers of several kinds, and a model of them, built and compiled."""
    keras.backend.clear_session()

    class Own(L.Layer):
        def __init__(self, size):
            super().__init__()
            self.size, self.label, self.nothing, self.on = size, "own", None, True
            self.inner, self.many = L.Dense(size), [L.Dense(1), L.Dense(2)]

        def build(self, shape):
            self.scale = self.add_weight(shape=(), name="scale", initializer="ones")
            self.inner.build(shape)

        def call(self, x):
            return self.inner(x) * self.scale

    layers = [keras.Input((4,)), Own(3), L.BatchNormalization(), L.ReLU(), L.Dropout(0.1)]
    model = keras.Sequential([*layers, L.Dense(2)])
    model.compile("adam", "mse")
    return [*model.layers, model]


def test_layers_are_the_same_with_plain_attributes_set_directly():
    """Have layers the same attributes, weights and tracked parts, and do they refuse the same?"""
    usual = made()
    keras_shortcuts.set_plain_attributes()
    direct = made()
    for mine, theirs in zip(direct, usual, strict=True):
        assert attributes(mine) == attributes(theirs)
        for names in ("weights", "trainable_weights", "_layers"):
            paths = [[part.path for part in getattr(one, names)] for one in (mine, theirs)]
            assert paths[0] == paths[1]
        assert list(mine._tracked) == list(theirs._tracked)
        assert [name for name, _ in mine._trackable_children().items()] == [
            name for name, _ in theirs._trackable_children().items()
        ]
    own = direct[0]
    own.inner.trainable = False
    assert [weight.path for weight in own.trainable_weights] == [own.scale.path]
    own.scale = None
    assert own.scale is None and own.label == "own"
    with pytest.raises((AttributeError, ValueError)):
        own.weights = 3
    with pytest.raises((AttributeError, ValueError)):
        usual[0].weights = 3


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python keeps the members itself")
def test_protocols_are_read_once(monkeypatch):
    """Is a protocol's check the same, with its members read once?"""
    monkeypatch.setattr(typing, "_get_protocol_attrs", typing._get_protocol_attrs)

    @typing.runtime_checkable
    class Sized(typing.Protocol):
        def size(self): ...

    class Has:
        def size(self): ...

    before = [isinstance(one, Sized) for one in (Has(), 3)]
    keras_shortcuts.keep_protocols()
    assert [isinstance(one, Sized) for one in (Has(), 3)] == before == [True, False]
    assert typing._get_protocol_attrs.cache_info().misses >= 1
    misses = typing._get_protocol_attrs.cache_info().misses
    isinstance(Has(), Sized)
    assert typing._get_protocol_attrs.cache_info().misses == misses


ALL = """
import os
from course_utils.grading.isolation import warm_keras
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="warm processes fork on Linux alone")
def test_taking_them_all_starts_no_thread():
    """Can a process that has taken all of them still be forked?"""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", ALL], env=os.environ | one, capture_output=True, text=True
    )
    assert done.stdout.strip() == "1", done.stderr
