"""Keeps the global random generators of both sides alike: Python's, NumPy's, Keras's, TensorFlow's.

An answer may set a seed and then call a function of the test that draws weights, and a test may
set one before it calls an answer. Whoever sends a message sends the generators that have changed
since the last one. What a side hasn't imported, it doesn't follow; but TensorFlow's generator is
kept for the other side where Keras is here without it, since `keras.utils.set_random_seed` sets it.
"""

from __future__ import annotations

import functools
import random
import sys
from typing import Any

import numpy as np

from course_utils.grading.isolation.arrays import python_state
from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.plain import whole
from course_utils.grading.isolation.values import Decoder, Encoder, Tree

#: Keras's own names in its global state.
_KERAS_SEED, _KERAS_GENERATOR = "global_random_seed", "global_seed_generator"
#: Our own there: the state of TensorFlow's generator on the other side.
_ELSEWHERE = "tensorflow_generator_elsewhere"


class RandomStates:
    """The global generators of one side, and in what state the other side has them."""

    def __init__(self):
        self._known: dict[str, Any] = {}

    def changes(self, encoder: Encoder) -> Tree:
        """The states that differ from what the other side has, by name."""
        found = {}
        for name, read, write in (
            ("python", _python, _write_python),
            ("numpy", _numpy, _write_numpy),
            ("keras", _keras, _write_keras),
            ("tensorflow", _tensorflow, _write_python_or_none),
        ):
            state = read()
            if state is not None and state != self._known.get(name):
                self._known[name] = state
                found[name] = write(encoder, state)
        return found

    def apply(self, decoder: Decoder, tree: Tree) -> None:
        """Put the generators into the states that the other side has sent.

        Raises ProtocolError for what is no state.
        """
        if type(tree) is not dict:
            raise ProtocolError("there are no states of random generators")
        for name, state in tree.items():
            set_state, read = _SETTERS[name]
            set_state(decoder, state)
            self._known[name] = read()


def _python() -> Any:
    return random.getstate()


def _write_python(encoder: Encoder, state: tuple) -> Tree:
    return [list(state[1]), state[2]]


def _set_python(decoder: Decoder, tree: Tree) -> None:
    random.setstate(python_state(tree))


def _numpy() -> Any:
    name, key, place, has_gauss, gauss = np.random.get_state()
    # Another bit generator than the usual one would be the answer's own doing.
    return (key.tobytes(), place, has_gauss, gauss) if name == "MT19937" else None


def _write_numpy(encoder: Encoder, state: tuple) -> Tree:
    return [encoder.buffer(state[0]), *state[1:]]


def _set_numpy(decoder: Decoder, tree: Tree) -> None:
    number, place, has_gauss, gauss = tree
    key = np.frombuffer(decoder.buffer(number), np.uint32)
    if key.size != 624 or not 0 <= whole(place) <= 624 or type(gauss) is not float:
        raise ProtocolError("this is no state of a random generator")
    np.random.set_state(("MT19937", key.copy(), place, int(bool(has_gauss)), gauss))


def _keras() -> Any:
    """The seed that was set, and the state of the generator made from it."""
    if "keras" not in sys.modules:
        return None
    from keras.src.backend.common import global_state

    generator = global_state.get_global_attribute(_KERAS_GENERATOR)
    state = None
    if generator is not None:
        state = [int(word) for word in np.asarray(generator.state)]
    return [global_state.get_global_attribute(_KERAS_SEED), state]


def _write_keras(encoder: Encoder, state: list) -> Tree:
    return state


def _set_keras(decoder: Decoder, tree: Tree) -> None:
    seed, state = tree
    if "keras" not in sys.modules:
        return
    import keras
    from keras.src.backend.common import global_state

    global_state.set_global_attribute(_KERAS_SEED, None if seed is None else whole(seed))
    if state is None:
        global_state.set_global_attribute(_KERAS_GENERATOR, None)
        return
    words = [whole(word) for word in state]
    if len(words) != 2 or not all(-(2**31) <= word < 2**32 for word in words):
        raise ProtocolError("this is no state of a random generator")
    generator = global_state.get_global_attribute(_KERAS_GENERATOR)
    if generator is None:
        generator = keras.random.SeedGenerator(0)
        global_state.set_global_attribute(_KERAS_GENERATOR, generator)
    generator.state.assign(words)


def follow_seeds() -> None:
    """Where Keras has no TensorFlow, note what its `set_random_seed` would set there."""
    if sys.modules.get("tensorflow"):
        return
    import keras
    from keras.src.utils import rng_utils

    set_here = keras.utils.set_random_seed

    @functools.wraps(set_here)
    def set_random_seed(seed: int) -> None:
        set_here(seed)
        _keep_elsewhere([seed, random.Random(seed).getstate()])

    keras.utils.set_random_seed = rng_utils.set_random_seed = set_random_seed


def _keep_elsewhere(state: list) -> None:
    from keras.src.backend.common import global_state

    global_state.set_global_attribute(_ELSEWHERE, state)


def _tensorflow() -> Any:
    """TensorFlow's global seed and the generator of its operations' seeds; a pair, or None."""
    context = _tensorflow_context()
    if context is None and "keras" in sys.modules:
        from keras.src.backend.common import global_state

        return global_state.get_global_attribute(_ELSEWHERE)
    if context is None or getattr(context, "_seed", None) is None:
        return None
    return [context._seed, context._rng.getstate()]


def _tensorflow_context() -> Any:
    module = sys.modules.get("tensorflow.python.eager.context")
    return module.context() if module else None


def _write_python_or_none(encoder: Encoder, state: list) -> Tree:
    return [state[0], _write_python(encoder, state[1])]


def _set_tensorflow(decoder: Decoder, tree: Tree) -> None:
    context, (seed, state) = _tensorflow_context(), tree
    if context is not None:
        context._set_global_seed(whole(seed))
        context._rng.setstate(python_state(state))
    elif "keras" in sys.modules:
        _keep_elsewhere([whole(seed), python_state(state)])


_SETTERS = {
    "python": (_set_python, _python),
    "numpy": (_set_numpy, _numpy),
    "keras": (_set_keras, _keras),
    "tensorflow": (_set_tensorflow, _tensorflow),
}
