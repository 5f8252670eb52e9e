"""Models of Keras: the layers they are made of, and what leads from one to the next.

A Sequential is the list of its layers, a functional model the calls of its layers and operations
in order; each layer is an object of its own, so models that share layers share them on the other
side too. A model class of the student's own stays where it is: its stand-in asks there for the
functional model behind its `call`, for the shape it is called with.
"""

from __future__ import annotations

import inspect
import sys
from typing import Any

from course_utils.backend import load_keras
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.keras_compiling import compile_as, encode_compiled
from course_utils.grading.isolation.keras_configs import is_own
from course_utils.grading.isolation.keras_layers import (
    LAYER,
    PLACEHOLDER,
    check_flow,
    check_name,
    keep,
    keras_kind,
    undisturbed,
)
from course_utils.grading.isolation.keras_objects import (
    OPTIMIZER,
    encode_keras_object,
    encode_tensor,
    is_tensor,
    stands_for,
)
from course_utils.grading.isolation.keras_steps import (
    STEPS,
    decode_argument,
    decode_input,
    decode_layers,
    decode_operation,
    encode_argument,
    encode_input,
    encode_operation,
    is_input,
)
from course_utils.grading.isolation.stand_ins import clean_name
from course_utils.grading.isolation.values import (
    FALLBACKS,
    CannotCross,
    Decoder,
    Encoder,
    Kind,
    Tree,
)

# Sequential models.


def _encode_sequential(encoder: Encoder, model: Any) -> Tree:
    layers = list(model._layers)
    first = encode_input(layers.pop(0)) if layers and is_input(layers[0]) else None
    trees = encoder.values(layers)
    trainable = bool(model._trainable)
    return [str(model.name), first, trees, trainable, encode_compiled(encoder, model)]


def _make_sequential(
    decoder: Decoder, name: str, first: Tree, trees: list, trainable: bool, compiled: Tree
) -> Any:
    check_name(name)
    layers = decode_layers(decoder, trees)
    with undisturbed():
        start = [] if first is None else [decode_input(first)]
        model = load_keras().Sequential([*start, *layers], name=name)
        _check_outputs(layers)
        _set_trainable(model, trainable)
        compile_as(decoder, model, compiled)
    return model


def _update_sequential(
    decoder: Decoder,
    model: Any,
    name: str,
    first: Tree,
    trees: list,
    trainable: bool,
    compiled: Tree,
) -> None:
    layers = decode_layers(decoder, trees)
    with undisturbed():
        present = [layer for layer in model._layers if not is_input(layer)]
        has_other = len(present) != len(layers) or any(
            one is not other for one, other in zip(present, layers, strict=True)
        )
        if has_other or (first is not None and len(present) == len(model._layers)):
            start = [] if first is None else [decode_input(first)]
            model._layers = []
            for layer in [*start, *layers]:
                model.add(layer, rebuild=False)
            if model._layers:
                model._maybe_rebuild()
        _set_trainable(model, trainable)
        compile_as(decoder, model, compiled)


def _check_outputs(layers: list[Any]) -> None:
    """Refuse layers whose outputs would fill the memory."""
    for layer in layers:
        for node in layer._inbound_nodes:
            for tensor in node.outputs:
                check_flow(tensor.shape)


def _set_trainable(model: Any, trainable: bool) -> None:
    # The setter would overwrite the flags of the layers, which have their own.
    if bool(model._trainable) != bool(trainable):
        flags = [(layer, layer._trainable) for layer in model._flatten_layers(include_self=False)]
        model.trainable = bool(trainable)
        if trainable:
            for layer, flag in flags:
                layer.trainable = flag


SEQUENTIAL = keras_kind("ks", _encode_sequential, _make_sequential, _update_sequential)


# Functional models.


def _encode_functional(encoder: Encoder, model: Any) -> Tree:
    numbers: dict[int, int] = {}
    inputs, nodes = [], []
    for tensor in model.inputs:
        layer = tensor._keras_history.operation
        if not is_input(layer):
            raise CannotCross("a model begins in the middle of another one")
        numbers[id(tensor)] = len(numbers)
        inputs.append(encode_input(layer))
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if node.is_input:
                continue
            arguments = [node.arguments.args, node.arguments.kwargs]
            tree = [encode_argument(encoder, part, numbers) for part in arguments]
            nodes.append([encode_operation(encoder, node.operation), *tree])
            for tensor in node.outputs:
                numbers[id(tensor)] = len(numbers)
    return [
        str(model.name),
        [inputs, encode_argument(encoder, model._inputs_struct, numbers)],
        nodes,
        encode_argument(encoder, model._outputs_struct, numbers),
        bool(model._trainable),
        encode_compiled(encoder, model),
    ]


def _make_functional(
    decoder: Decoder,
    name: str,
    start: Tree,
    nodes: list,
    ends: Tree,
    trainable: bool,
    compiled: Tree,
) -> Any:
    check_name(name)
    inputs, structure = start
    if len(inputs) > STEPS or len(nodes) > STEPS:
        raise ProtocolError("a model has too many steps")
    keras = load_keras()
    operations = [decode_operation(decoder, node[0]) for node in nodes]
    with undisturbed():
        tensors = [decode_input(tree).output for tree in inputs]
        for operation, (_, args, kwargs) in zip(operations, nodes, strict=True):
            args = decode_argument(decoder, args, tensors)
            kwargs = decode_argument(decoder, kwargs, tensors)
            for tensor in keras.tree.flatten(operation(*args, **kwargs)):
                check_flow(tensor.shape)
                tensors.append(tensor)
        begin = decode_argument(decoder, structure, tensors)
        end = decode_argument(decoder, ends, tensors)
        model = keras.Model(begin, end, name=name)
        _set_trainable(model, trainable)
        compile_as(decoder, model, compiled)
    return model


def _update_functional(
    decoder: Decoder,
    model: Any,
    name: str,
    start: Tree,
    nodes: list,
    ends: Tree,
    trainable: bool,
    compiled: Tree,
) -> None:
    with undisturbed():
        _set_trainable(model, trainable)
        compile_as(decoder, model, compiled)


FUNCTIONAL = keras_kind("kf", _encode_functional, _make_functional, _update_functional)


# Model classes of the student's own.


def _encode_own(encoder: Encoder, model: Any) -> Tree:
    """A class with a `call` of its own: how to get the functional model behind it."""

    def behind(shape: tuple[int, ...]) -> Any:
        inputs = load_keras().Input(tuple(shape))
        mode = {"training": False} if "training" in inspect.signature(model.call).parameters else {}
        return load_keras().Model(inputs, model.call(inputs, **mode))

    ask = model.__dict__.get("_ask_behind")
    if ask is None:
        ask = behind
        object.__setattr__(model, "_ask_behind", ask)
    return [
        type(model).__name__,
        str(model.name),
        encoder.value(ask),
        encoder.values(model.layers),
        encode_compiled(encoder, model),
    ]


def _make_own(
    decoder: Decoder, class_name: str, name: str, behind: Tree, trees: list, compiled: Tree
) -> Any:
    """A model that asks the other side for what its `call` does."""
    keras = load_keras()
    ask = decoder.value(behind)
    if not callable(ask):
        raise ProtocolError("a model has no call")
    check_name(name)
    layers = decode_layers(decoder, trees)
    opened: dict[tuple, Any] = {}

    def call(self: Any, inputs: Any) -> Any:
        shape = tuple(inputs.shape[1:])
        if shape not in opened:
            model = ask(shape)
            if not isinstance(model, keras.Model):
                raise CannotCross(f"a model of the class {class_name} can't be followed")
            opened[shape] = model
        if isinstance(inputs, keras.KerasTensor):
            # Step by step, as the class's own call would: the steps are what a check walks.
            return opened[shape]._run_through_graph(inputs, operation_fn=lambda step: step)
        return opened[shape](inputs)

    members = {"call": call, "__module__": "builtins"}
    with undisturbed():
        model = type(clean_name(class_name, "Model"), (keras.Model,), members)(name=name)
        model.parts = layers
        compile_as(decoder, model, compiled)
    return model


OWN = keras_kind("km", _encode_own, _make_own, keep)


def _encode_keras(encoder: Encoder, value: Any) -> Kind | Tree | None:
    """What Keras's objects cross as; with TensorFlow alone, tensors."""
    if is_tensor(value):
        return encode_tensor(encoder, value)
    keras = sys.modules.get("keras")
    if not hasattr(keras, "Model") or isinstance(value, type):
        return None
    if isinstance(value, keras.KerasTensor):
        return None
    if isinstance(value, keras.layers.Layer):
        return _kind_of_layer(keras, value)
    if isinstance(value, keras.optimizers.Optimizer):
        if not is_own("optimizers", value):
            raise CannotCross(
                f"an optimiser of the class {type(value).__name__} is none of Keras's"
            )
        return OPTIMIZER
    if hasattr(value, "stands_for"):
        return encoder.value(stands_for(value))
    return encode_keras_object(encoder, value)


def _kind_of_layer(keras: Any, layer: Any) -> Kind:
    kind = type(layer)
    if isinstance(layer, keras.Sequential):
        return SEQUENTIAL if kind.call is keras.Sequential.call else OWN
    if isinstance(layer, keras.Model):
        functional = _functional_class()
        is_functional = isinstance(layer, functional) and kind.call is functional.call
        return FUNCTIONAL if is_functional else OWN
    if is_own("layers", layer):
        return LAYER
    for base in kind.__mro__[1:]:
        is_kerass = base.__module__.startswith("keras.") and base.__name__ in vars(keras.layers)
        if is_kerass and base is not keras.layers.Layer:
            raise CannotCross(
                f"a layer of the class {kind.__name__} is {base.__name__} with changes"
            )
    return PLACEHOLDER


def _functional_class() -> type:
    from keras.src.models.functional import Functional

    return Functional


FALLBACKS.append(_encode_keras)
