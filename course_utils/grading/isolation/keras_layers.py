"""Layers of Keras, as configurations and arrays.

A layer is its class, configuration and variables; before it is built, the seeds that its
initializers have drawn stand for the variables to come. A layer is built here with no more elements
than arrays have come for it. A layer of a student's own, or one that would run code, becomes a
placeholder that has its name and can't be called.
"""

from __future__ import annotations

import contextlib
import math
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import numpy as np

from course_utils.backend import load_keras
from course_utils.grading.isolation import arrays
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.keras_configs import (
    decode_config,
    encode_config,
    find_class,
    function_name,
    is_own,
)
from course_utils.grading.isolation.plain import whole
from course_utils.grading.isolation.stand_ins import clean, clean_name
from course_utils.grading.isolation.values import (
    CannotCross,
    Decoder,
    Encoder,
    Kind,
    Tree,
    register,
)

#: The most elements of one example that flow between layers, and of a variable's axes.
FLOW, AXIS = 2**26, 2**24
#: What a layer may be asked for as a function of the student's own.
_ACTIVATIONS = ("activation", "recurrent_activation")


class Tensor:
    """An array that arrives on the other side as a tensor: what Keras gives its functions there."""

    def __init__(self, array: np.ndarray):
        self._array = array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self._array, dtype)


def encode_array(encoder: Encoder, values: Any) -> Tree:
    """The tree of an array that nobody else refers to."""
    array = np.ascontiguousarray(load_keras().ops.convert_to_numpy(values))
    shape = list(np.shape(values))
    if array.dtype.kind not in "biufc":
        raise CannotCross(f"a tensor has the type {array.dtype}")
    return [array.dtype.str, shape, encoder.buffer(array.tobytes())]


def decode_array(decoder: Decoder, tree: Tree) -> np.ndarray:
    """The array of a tree of `encode_array`. Raises ProtocolError."""
    dtype, shape, number = tree
    kind, data = arrays.decode_dtype(dtype), decoder.buffer(number)
    shape = arrays.decode_shape(shape, kind.itemsize, decoder.peer.frame_bytes)
    if math.prod(shape) * kind.itemsize != len(data):
        raise ProtocolError("a tensor has more or fewer bytes than its shape and type say")
    return np.frombuffer(data, kind).reshape(shape) if data else np.zeros(shape, kind)


def decode_axes(shape: Any) -> tuple[int | None, ...]:
    """The shape of a batch, None for axes of any length. Raises ProtocolError."""
    if type(shape) is not list or len(shape) > 8:
        raise ProtocolError("a shape is none")
    if not all(axis is None or (type(axis) is int and 0 <= axis <= AXIS) for axis in shape):
        raise ProtocolError("a shape is none")
    check_flow(shape)
    return tuple(shape)


def check_flow(shape: Any) -> None:
    """Refuse values between layers that would fill the memory."""
    if math.prod(axis or 1 for axis in shape) > FLOW:
        raise CannotCross("a layer's output is too large")


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """While it lasts, making layers draws no seeds from Python's random numbers."""
    state = random.getstate()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(state)


def keras_kind(
    tag: str, encode: Callable[..., Tree], make: Callable[..., Any], update: Callable[..., None]
) -> Kind:
    """Register a kind for Keras's objects: what Keras itself refuses to make can't cross."""

    def in_words(work: Callable[..., Any]) -> Callable[..., Any]:
        def worked(*arguments: Any) -> Any:
            try:
                return work(*arguments)
            except (ProtocolError, CannotCross):
                raise
            except Exception as error:
                told = clean(f"{type(error).__name__}: {error}", 200)
                raise CannotCross(f"Keras can't make it again ({told})") from error

        return worked

    kind = Kind(tag, encode, in_words(make), in_words(update))
    register(kind)
    return kind


@contextlib.contextmanager
def _variables_of(coming: list[np.ndarray]) -> Iterator[dict[int, Any]]:
    """While it lasts, layers make variables of the arrays in turn, of no more elements together.

    Yields the variables that have an array's values already, by the array's number.
    """
    layer_class = load_keras().layers.Layer
    add_weight = layer_class.add_weight
    left = sum(array.size for array in coming)
    made: dict[int, Any] = {}
    number = 0

    def add(
        self: Any, shape: Any = None, initializer: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        nonlocal left, number
        shape = tuple(shape or ())
        left -= math.prod(shape)
        if left < 0:
            raise CannotCross("a layer has more weights than were sent")
        fits = number < len(coming) and coming[number].shape == shape
        first = _constant(coming[number]) if fits else "zeros"
        variable = add_weight(self, shape, first, *args, **kwargs)
        if fits:
            made[number] = variable
        number += 1
        return variable

    with mock.patch.object(layer_class, "add_weight", add):
        yield made


def _constant(array: np.ndarray) -> Callable[..., Any]:
    """An initializer that gives an array."""
    return lambda shape, dtype=None: load_keras().ops.convert_to_tensor(array, dtype)


# Layers.


def encode_layer(encoder: Encoder, layer: Any) -> Tree:
    """The body of a layer: class, configuration, own activations, shape, flags, variables."""
    with undisturbed():
        functions = {
            name: encoder.value(getattr(layer, name))
            for name in _ACTIVATIONS
            if _is_foreign(getattr(layer, name, None))
        }
        config = {key: item for key, item in layer.get_config().items() if key not in functions}
        config.pop("trainable", None)
        shape = _build_shape(layer) if layer.built else None
    return [
        type(layer).__name__,
        encode_config(config),
        functions,
        shape,
        bool(layer._trainable),
        _encode_variables(encoder, layer) if layer.built else _drawn_seeds(layer),
    ]


def _is_foreign(activation: Any) -> bool:
    """Whether an activation is neither Keras's function nor one of its layers."""
    if activation is None or function_name("activations", activation):
        return False
    return not is_own("layers", activation)


def _build_shape(layer: Any) -> Tree:
    """What shapes the layer was built for."""
    config = layer.get_build_config() or {}
    return encode_config(config)


def _encode_variables(encoder: Encoder, layer: Any) -> Tree:
    """Values and flags of all variables."""
    return [
        [bool(variable.trainable), encode_array(encoder, variable)] for variable in layer.variables
    ]


def _drawn_seeds(layer: Any) -> Tree:
    """The seeds that initializers of a layer to be built have drawn themselves, by attribute."""
    seeds = {}
    for name in list(vars(layer)):
        initializer = getattr(layer, name, None) if name.endswith("_initializer") else None
        seed = getattr(initializer, "seed", None)
        if type(seed) is int and getattr(initializer, "_init_seed", seed) is None:
            seeds[name] = seed
    return seeds


def make_layer(
    decoder: Decoder,
    name: str,
    config: Tree,
    functions: Tree,
    shape: Tree,
    trainable: bool,
    values: Tree,
) -> Any:
    """A layer of one of the classes that may cross."""
    kind, config = find_class("layers", name), decode_config(config)
    if type(config) is not dict or type(functions) is not dict:
        raise ProtocolError("a layer has no configuration")
    check_name(config.get("name"))
    with undisturbed():
        layer = kind.from_config(config)
        for attribute, tree in functions.items():
            if attribute not in _ACTIVATIONS or not hasattr(layer, attribute):
                raise ProtocolError("a layer has no such activation")
            setattr(layer, attribute, _activation(decoder.value(tree)))
        if shape is None:
            _set_seeds(layer, values)
            layer.trainable = bool(trainable)
        else:
            coming = _arrays(decoder, values)
            made = _build(layer, shape, coming)
            layer.trainable = bool(trainable)
            _assign(layer, values, coming, made)
    return layer


def update_layer(
    decoder: Decoder,
    layer: Any,
    name: str,
    config: Tree,
    functions: Tree,
    shape: Tree,
    trainable: bool,
    values: Tree,
) -> None:
    """Give a layer other settings, flags and values."""
    if type(layer).__name__ != name:
        raise ProtocolError("a layer changes its class")
    with undisturbed():
        _set_changed(layer, decode_config(config))
        coming = [] if shape is None else _arrays(decoder, values)
        made = {} if shape is None or layer.built else _build(layer, shape, coming)
        if bool(layer._trainable) != bool(trainable):
            layer.trainable = bool(trainable)
        if shape is not None:
            _assign(layer, values, coming, made)


def _set_changed(layer: Any, config: dict[str, Any]) -> None:
    """Set what is another number or text than before."""
    for key, before in layer.get_config().items():
        new = config.get(key)
        plain = type(new) in (bool, int, float) and type(before) in (bool, int, float)
        if plain and new != before and key != "trainable" and hasattr(layer, key):
            setattr(layer, key, new)


def check_name(name: Any) -> None:
    """Refuse what is no name of a layer's. Raises ProtocolError."""
    if name is not None and (type(name) is not str or len(name) > 100 or clean(name) != name):
        raise ProtocolError("a layer's name is none")


def _arrays(decoder: Decoder, values: list) -> list[np.ndarray]:
    return [decode_array(decoder, tree) for _, tree in values]


def _build(layer: Any, shape: Tree, coming: list[np.ndarray]) -> dict[int, Any]:
    """Make the layer's variables; return those that have an array's values, by its number."""
    shape = decode_config(shape)
    with _variables_of(coming) as made:
        if shape:
            layer.build_from_config(_shapes(shape))
        else:
            layer.built = True
    return made


def _shapes(config: Any) -> Any:
    """Shapes of a build configuration, as tuples."""
    if isinstance(config, dict):
        return {key: _shapes(item) for key, item in config.items()}
    return tuple(config) if isinstance(config, list) else config


def _assign(layer: Any, values: list, coming: list[np.ndarray], made: dict[int, Any]) -> None:
    """Give the layer's variables their flags, and their values where `_build` has not."""
    variables = layer.variables
    if [tuple(variable.shape) for variable in variables] != [array.shape for array in coming]:
        raise CannotCross(f"a layer of the class {type(layer).__name__} has other weights")
    for number, (variable, array) in enumerate(zip(variables, coming, strict=True)):
        if made.get(number) is not variable:
            variable.assign(array)
        trainable = bool(values[number][0])
        if variable.trainable != trainable:
            variable.trainable = trainable


def _set_seeds(layer: Any, seeds: Any) -> None:
    for name, seed in seeds.items():
        initializer = getattr(layer, name, None) if name.endswith("_initializer") else None
        if initializer is None or not 0 <= whole(seed) < 2**63:
            raise ProtocolError("a layer has no such initializer")
        if hasattr(initializer, "seed"):
            initializer.seed = seed


def _activation(value: Any) -> Any:
    """An activation of the student's own; of a shape alone it gives the shape."""
    if not callable(value):
        raise ProtocolError("an activation is none")
    keras = load_keras()

    def activation(x: Any) -> Any:
        if isinstance(x, np.ndarray):
            # With NumPy's Keras this is what a tensor is here.
            return value(Tensor(x))
        if isinstance(x, keras.KerasTensor) or not hasattr(x, "numpy"):
            return x
        return value(x)

    activation.__name__ = clean_name(getattr(value, "__name__", ""), "function")
    activation.stands_for = value
    return activation


LAYER = keras_kind("kl", encode_layer, make_layer, update_layer)


# Layers that can't cross.


def encode_placeholder(encoder: Encoder, layer: Any) -> Tree:
    """The body of a layer of the student's own: its names, and the shape that comes out of it."""
    try:
        output = layer.output
        shape, dtype = list(output.shape), str(output.dtype)
    except Exception:
        shape, dtype = None, "float32"
    return [type(layer).__name__, str(layer.name), shape, dtype]


def make_placeholder(decoder: Decoder, name: str, layer_name: str, shape: Tree, dtype: str) -> Any:
    """A layer with that class name, which can't be called."""
    keras = load_keras()
    name = clean_name(name, "Layer")
    if hasattr(keras.layers, name) and name != "Lambda":
        # Checks go by names: no one's own class passes for Keras's.
        name += "_of_its_own"
    told = f"a layer of the class {name} is none of Keras's own"
    axes = None if shape is None else decode_axes(shape)
    peer = decoder.peer

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        peer.cannot_cross(told)
        raise CannotCross(told)

    def spec(self: Any, *args: Any, **kwargs: Any) -> Any:
        if axes is None:
            raise NotImplementedError(told)
        return keras.KerasTensor(axes, dtype=arrays.decode_dtype(np.dtype(dtype).str).name)

    check_name(layer_name)
    members = {"call": call, "compute_output_spec": spec, "__module__": "builtins"}
    with undisturbed():
        return type(name, (keras.layers.Layer,), members)(name=layer_name)


def keep(decoder: Decoder, value: Any, *_: Tree) -> None:
    """What has no content that changes."""


PLACEHOLDER = keras_kind("kp", encode_placeholder, make_placeholder, keep)
