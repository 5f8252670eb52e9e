"""Optimisers, losses, metrics, functions and tensors of Keras, as configurations and arrays.

An optimiser's variables wait for the model that it is for: without one it can't be built.
"""

from __future__ import annotations

import sys
import weakref
from typing import Any

import numpy as np

from course_utils.backend import load_keras
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.keras_configs import (
    decode_config,
    encode_config,
    find_class,
    function_name,
    is_own,
)
from course_utils.grading.isolation.keras_layers import (
    Tensor,
    check_name,
    decode_array,
    encode_array,
    keras_kind,
    undisturbed,
)
from course_utils.grading.isolation.stand_ins import StandIn, clean_name
from course_utils.grading.isolation.values import Decoder, Encoder, Tree, decoder

#: Values of an optimiser's variables, for when there is a model to build it for.
_awaited: weakref.WeakKeyDictionary[Any, list[np.ndarray]] = weakref.WeakKeyDictionary()


# Optimisers.


def encode_optimizer(encoder: Encoder, optimizer: Any) -> Tree:
    """The body of an optimiser: class, configuration, variables if it has been built."""
    variables = None
    if optimizer.built:
        variables = [encode_array(encoder, variable) for variable in optimizer.variables]
    return [type(optimizer).__name__, encode_config(optimizer.get_config()), variables]


def make_optimizer(decoder: Decoder, name: str, config: Tree, variables: Tree) -> Any:
    """An optimiser; its variables' values wait for the model that it is for."""
    kind, config = find_class("optimizers", name), decode_config(config)
    check_name(config.get("name"))
    with undisturbed():
        optimizer = kind.from_config(config)
    if variables is not None:
        _awaited[optimizer] = [decode_array(decoder, tree) for tree in variables]
    return optimizer


def update_optimizer(
    decoder: Decoder, optimizer: Any, name: str, config: Tree, variables: Tree
) -> None:
    """Give an optimiser another learning rate, and its variables other values."""
    if type(optimizer).__name__ != name:
        raise ProtocolError("an optimiser changes its class")
    rate = decode_config(config).get("learning_rate")
    if type(rate) is float and optimizer.get_config().get("learning_rate") != rate:
        optimizer.learning_rate = rate
    if variables is not None:
        _awaited[optimizer] = [decode_array(decoder, tree) for tree in variables]
        if optimizer.built:
            _settle_variables(optimizer)


def settle_optimizer(model: Any) -> None:
    """Build the model's optimiser and give its variables the values that have come for them."""
    optimizer = model.optimizer
    if optimizer in _awaited:
        if not optimizer.built:
            optimizer.build(model.trainable_variables)
        _settle_variables(optimizer)


def _settle_variables(optimizer: Any) -> None:
    values = _awaited.pop(optimizer)
    shapes = [tuple(variable.shape) for variable in optimizer.variables]
    if shapes == [value.shape for value in values]:
        for variable, value in zip(optimizer.variables, values, strict=True):
            variable.assign(value)


OPTIMIZER = keras_kind("ko", encode_optimizer, make_optimizer, update_optimizer)


# Losses, metrics, Keras's functions, tensors.


def encode_keras_object(encoder: Encoder, value: Any) -> Tree | None:
    """The tree of a loss, a metric or a function of Keras's; None for something else."""
    for group in ("losses", "metrics", "initializers", "regularizers", "constraints"):
        if is_own(group, value):
            return ["kx", group, type(value).__name__, encode_config(value.get_config())]
    for group in ("activations", "losses", "metrics"):
        name = function_name(group, value)
        if name is not None:
            return ["kn", group, name]
    return None


@decoder("kx")
def _decode_keras_object(decoder: Decoder, group: str, name: str, config: Tree) -> Any:
    if group not in ("losses", "metrics", "initializers", "regularizers", "constraints"):
        raise ProtocolError("a class may not cross")
    with undisturbed():
        return find_class(group, name).from_config(decode_config(config))


@decoder("kn")
def _decode_keras_function(decoder: Decoder, group: str, name: str) -> Any:
    if group not in ("activations", "losses", "metrics") or not clean_name(name, ""):
        raise ProtocolError("this is no function of Keras's")
    value = getattr(getattr(load_keras(), group), name)
    if (
        not callable(value)
        or isinstance(value, type)
        or name in ("get", "deserialize", "serialize")
    ):
        raise ProtocolError("this is no function of Keras's")
    return value


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor or a variable of a framework, with numbers."""
    if isinstance(value, Tensor):
        return True
    root = type(value).__module__.split(".")[0]
    return root in ("tensorflow", "keras", "jax", "jaxlib", "torch") and hasattr(value, "__array__")


def encode_tensor(encoder: Encoder, value: Any) -> Tree | None:
    """The tree of a tensor; None if it is only symbolic."""
    try:
        array = np.asarray(value)
    except Exception:
        return None
    if array.dtype.kind not in "biufc":
        return None
    data = encoder.buffer(np.ascontiguousarray(array).tobytes())
    return ["kt", [array.dtype.str, list(array.shape), data]]


@decoder("kt")
def _decode_tensor(decoder: Decoder, tree: Tree) -> Any:
    array = decode_array(decoder, tree).copy()
    # An assignment without Keras needs none for the sake of a result.
    keras = sys.modules.get("keras")
    return keras.ops.convert_to_tensor(array) if hasattr(keras, "ops") else array


def stands_for(activation: Any) -> StandIn | Any:
    """The student's own activation that a layer here has a stand-in for."""
    return getattr(activation, "stands_for", activation)
