"""Observes an answer on fixed inputs, in a form that JSON stores and tolerances compare.

A probe is a function `probe(answer) -> dict` of observations: numbers, strings, booleans, arrays,
lists and dicts of these. `observe` runs it and brings what it saw into JSON's types; `same`
compares two observations; `outcome` is for calls that may raise.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

#: Two numbers are the same observation within these: float32 arithmetic on any machine.
RELATIVE, ABSOLUTE = 1e-4, 1e-6


def outcome(call: Callable[[], Any]) -> Any:
    """Return what the call returns, or "raises ValueError" (its type's name) if it raises.

    What TensorFlow says of shapes that don't fit is a ValueError to Keras's other backends.
    """
    try:
        return call()
    except Exception as error:
        name = type(error).__name__
        return f"raises {'ValueError' if name == 'InvalidArgumentError' else name}"


def observe(probe: Callable[[Any], Mapping[str, Any]], answer: Any) -> dict[str, Any]:
    """Run a probe; if the probe itself breaks on the answer, that is the observation."""
    seen = outcome(lambda: {name: plain(value) for name, value in probe(answer).items()})
    return seen if isinstance(seen, dict) else {"probe": seen}


def plain(value: Any) -> Any:
    """Return the value in JSON's types; arrays keep their shape, NaN and infinity become text.

    Raises TypeError for a type that can't be observed.
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    # Keras's tensors and variables convert; anything else has to be an array.
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"A probe can't observe {type(value).__name__}.")
    return {"shape": list(array.shape), "values": [plain(item) for item in array.ravel()]}


def same(one: Any, other: Any) -> bool:
    """Whether two plain observations agree, numbers within RELATIVE and ABSOLUTE."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return one == other
