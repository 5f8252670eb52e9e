"""The compiled training loop on JAX: see `engine` for the idea.

JAX compiles pure functions alone. Keras's step takes the state (weights, moving statistics, the
optimizer's numbers, metrics) as an argument here and returns the next one; the loop carries it
from step to step, and the model's variables get the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jax
import numpy as np

from course_utils.engine import EVALUATED_AT_ONCE, Engine

if TYPE_CHECKING:
    import keras


class JaxEngine(Engine):
    """The loops as `jax.jit` functions; compiled anew for each shape of the data or the batch."""

    def __init__(self, model: keras.Model):
        super().__init__(model)

        def train(state, x, y, order, start, stop):
            def one(step, state):
                batch = order[step]
                return model.train_step(state, (x[batch], y[batch]))[1]

            return jax.lax.fori_loop(start, stop, one, state)

        def test(state, x, y):
            return model.test_step(state, (x, y))[1]

        self._compiled_train, self._compiled_test = jax.jit(train), jax.jit(test)

    def train(
        self, x: jax.Array, y: jax.Array, order: np.ndarray, start: int, stop: int, xla: bool
    ) -> None:
        """As in `Engine`; XLA compiles in any case."""
        model = self._model
        parts = (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
        _put(parts, self._compiled_train(_values(parts), x, y, order, start, stop))

    def _test(self, x: jax.Array, y: jax.Array) -> None:
        model = self._model
        parts = model.trainable_variables, model.non_trainable_variables, model.metrics_variables
        for start in range(0, len(x), EVALUATED_AT_ONCE):
            some = slice(start, start + EVALUATED_AT_ONCE)
            _put(parts, self._compiled_test(_values(parts), x[some], y[some]))


def _values(parts):
    return tuple([variable.value for variable in variables] for variables in parts)


def _put(parts, values) -> None:
    """Assign values to variables, part by part."""
    for variables, new in zip(parts, values, strict=True):
        for variable, value in zip(variables, new, strict=True):
            variable.assign(value)
