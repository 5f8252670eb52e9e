"""What models of Keras are made of: inputs, layers, operations, and the arguments of their calls.

An argument is a tensor of the model, by its number, a container of such, or a plain value.
"""

from __future__ import annotations

import importlib
from typing import Any

from course_utils.backend import load_keras
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.keras_configs import decode_config, encode_config
from course_utils.grading.isolation.keras_layers import check_name, decode_axes
from course_utils.grading.isolation.keras_objects import encode_tensor, is_tensor
from course_utils.grading.isolation.stand_ins import clean_name
from course_utils.grading.isolation.values import CannotCross, Decoder, Encoder, Tree

#: The most steps of a model.
STEPS = 2_000
#: Modules of Keras with operations that may stand in a functional model.
_OPERATIONS = (
    "ops.nn",
    "ops.numpy",
    "ops.core",
    "ops.math",
    "ops.linalg",
    "activations.activations",
)
_DTYPES = frozenset(
    ["float16", "bfloat16", "float32", "float64", "int32", "int64", "uint8", "bool"]
)


def encode_input(layer: Any) -> Tree:
    """The tree of an input: shape, dtype, name."""
    return [list(layer.batch_shape), str(layer.dtype), str(layer.name)]


def decode_input(tree: Tree) -> Any:
    """The input of a tree of `encode_input`. Raises ProtocolError."""
    shape, dtype, name = tree
    check_name(name)
    if dtype not in _DTYPES:
        raise ProtocolError("an input has no dtype")
    return load_keras().layers.InputLayer(batch_shape=decode_axes(shape), dtype=dtype, name=name)


def is_input(layer: Any) -> bool:
    """Whether a layer is where a model begins."""
    return type(layer).__name__ == "InputLayer"


def decode_layers(decoder: Decoder, trees: list) -> list[Any]:
    """The layers of trees, and nothing but layers. Raises ProtocolError."""
    if len(trees) > STEPS:
        raise ProtocolError("a model has too many layers")
    layers = decoder.values(trees)
    kind = load_keras().layers.Layer
    if not all(isinstance(layer, kind) for layer in layers):
        raise ProtocolError("a model has something else than layers")
    return layers


def encode_argument(encoder: Encoder, value: Any, numbers: dict[int, int]) -> Tree:
    """An argument of a layer's call: tensors by number, the rest as it is."""
    if id(value) in numbers and hasattr(value, "_keras_history"):
        return ["tensor", numbers[id(value)]]
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return [kind, *(encode_argument(encoder, item, numbers) for item in value)]
    if isinstance(value, dict):
        return ["dict", {k: encode_argument(encoder, item, numbers) for k, item in value.items()}]
    if is_tensor(value) or hasattr(value, "dtype"):
        return ["value", encode_tensor(encoder, value)]
    if isinstance(value, slice) or value is Ellipsis:
        return ["value", encoder.value(value)]
    return ["plain", encode_config(value)]


def decode_argument(decoder: Decoder, tree: Tree, tensors: list[Any], depth: int = 0) -> Any:
    """The argument of a tree of `encode_argument`. Raises ProtocolError."""
    form, *parts = tree
    if depth > 10:
        raise ProtocolError("an argument is nested too deep")
    if form == "tensor":
        if type(parts[0]) is not int or not 0 <= parts[0] < len(tensors):
            raise ProtocolError("there is no such tensor")
        return tensors[parts[0]]
    if form in ("list", "tuple"):
        items = [decode_argument(decoder, part, tensors, depth + 1) for part in parts]
        return tuple(items) if form == "tuple" else items
    if form == "dict":
        return {
            clean_name(key, "argument"): decode_argument(decoder, part, tensors, depth + 1)
            for key, part in parts[0].items()
        }
    if form == "value":
        return decoder.value(parts[0])
    if form == "plain":
        return decode_config(parts[0])
    raise ProtocolError("an argument is none")


def encode_operation(encoder: Encoder, operation: Any) -> Tree:
    """The tree of a layer or one of Keras's own operations. Raises CannotCross."""
    keras = load_keras()
    if isinstance(operation, keras.layers.Layer):
        return ["layer", encoder.value(operation)]
    kind = type(operation)
    module = kind.__module__.removeprefix("keras.src.")
    if module not in _OPERATIONS or _operation_class(module, kind.__name__) is not kind:
        raise CannotCross(f"an operation of the class {kind.__name__} is none of Keras's own")
    try:
        config = operation.get_config()
    except NotImplementedError:
        raise CannotCross(f"an operation of the class {kind.__name__} has no settings") from None
    return ["operation", module, kind.__name__, encode_config(config)]


def _operation_class(module: str, name: str) -> type | None:
    keras = load_keras()
    found = getattr(importlib.import_module(f"keras.src.{module}"), name, None)
    is_operation = isinstance(found, type) and issubclass(found, keras.Operation)
    return found if is_operation and not issubclass(found, keras.layers.Layer) else None


def decode_operation(decoder: Decoder, tree: Tree) -> Any:
    """The layer or operation of a tree of `encode_operation`. Raises ProtocolError."""
    form, *parts = tree
    if form == "layer":
        return decode_layers(decoder, [parts[0]])[0]
    module, name, config = parts
    if form != "operation" or module not in _OPERATIONS or type(name) is not str:
        raise ProtocolError("an operation is none")
    kind, config = _operation_class(module, name), decode_config(config)
    if kind is None or type(config) is not dict:
        raise ProtocolError("an operation is none")
    check_name(config.get("name"))
    return kind.from_config(config)
