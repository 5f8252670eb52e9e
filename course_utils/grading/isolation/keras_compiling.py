"""How a model of Keras's was compiled: its optimiser, losses, metrics and plain settings."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.keras_configs import decode_config, encode_config
from course_utils.grading.isolation.keras_layers import Tensor
from course_utils.grading.isolation.keras_objects import encode_tensor, settle_optimizer
from course_utils.grading.isolation.stand_ins import StandIn
from course_utils.grading.isolation.values import CannotCross, Decoder, Encoder, Tree

#: How a model was compiled: plain settings, and those that may hold losses and metrics.
_PLAIN = ("run_eagerly", "steps_per_execution", "jit_compile")
_OBJECTS = ("loss", "loss_weights", "metrics", "weighted_metrics")


def encode_compiled(encoder: Encoder, model: Any) -> Tree:
    if not model.compiled or model.optimizer is None:
        return None
    config = model._compile_config.config
    return [
        encoder.value(model.optimizer),
        {name: _encode_part(encoder, config.get(name)) for name in _OBJECTS},
        {name: encode_config(config.get(name)) for name in _PLAIN},
    ]


def _encode_part(encoder: Encoder, value: Any) -> Tree:
    """A loss or a metric, or lists and dicts of them, without handles."""
    if isinstance(value, (list, tuple)):
        return ["list", *(_encode_part(encoder, item) for item in value)]
    if isinstance(value, dict):
        return ["dict", {str(key): _encode_part(encoder, item) for key, item in value.items()}]
    return ["one", encoder.value(value)]


def _decode_part(decoder: Decoder, tree: Tree, depth: int = 0) -> Any:
    form, *parts = tree
    if depth > 5 or form not in ("list", "dict", "one"):
        raise ProtocolError("a loss or a metric is none")
    if form == "list":
        return [_decode_part(decoder, part, depth + 1) for part in parts]
    if form == "dict":
        return {key: _decode_part(decoder, part, depth + 1) for key, part in parts[0].items()}
    return _function(decoder.value(parts[0]))


def _function(value: Any) -> Any:
    """A stand-in as a plain function: Keras would ask it for its parameters."""
    if not isinstance(value, StandIn):
        return value

    def function(labels: Any, outputs: Any) -> Any:
        if any(encode_tensor(Encoder(value._peer), part) is None for part in (labels, outputs)):
            told = f"{value.__name__} can't be called while Keras traces a graph"
            value._peer.cannot_cross(told)
            raise CannotCross(told)
        # With NumPy's Keras, arrays are what tensors are here.
        given = [Tensor(x) if isinstance(x, np.ndarray) else x for x in (labels, outputs)]
        return value(*given)

    function.__name__ = value.__name__
    function.stands_for = value
    return function


def compile_as(decoder: Decoder, model: Any, compiled: Tree) -> None:
    """Compile a model as it is on the other side, unless it is so here, too.

    Its optimiser takes the values that have come for it in any case.
    """
    if compiled is None:
        return
    if compiled != _compiled_before(decoder, model):
        optimizer, objects, plain = compiled
        settings = {name: _decode_part(decoder, objects[name]) for name in _OBJECTS}
        settings |= {name: decode_config(plain[name]) for name in _PLAIN}
        if type(settings["steps_per_execution"]) is not int:
            raise ProtocolError("a model is compiled without steps")
        model.compile(optimizer=decoder.value(optimizer), **settings)
    settle_optimizer(model)


def _compiled_before(decoder: Decoder, model: Any) -> Tree:
    """How a model was compiled when it last crossed: the last part of its body."""
    entry = decoder.peer.shared.find(model)
    return entry.snapshot[0][-1] if entry is not None and entry.snapshot else None
