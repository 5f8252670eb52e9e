"""The compiled training loop on TensorFlow: see `engine` for the idea.

Keras keeps weights, moving statistics, metrics and the optimizer's numbers in TensorFlow
variables, which a compiled function may update in place. So the loop needs no state handed in or
out: it calls Keras's own step, and the model is trained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from course_utils.engine import EVALUATED_AT_ONCE, Engine

if TYPE_CHECKING:
    import keras


class TensorFlowEngine(Engine):
    """The loops as `tf.function`s. Traced once for any number of examples and any batch size."""

    def __init__(self, model: keras.Model):
        super().__init__(model)
        self._traced_for = None

    def prepare(self, x: tf.Tensor, y: tf.Tensor) -> None:
        super().prepare(x, y)
        # None: a size that may change from call to call. Without this, each new number of
        # examples, steps or batches would be traced as a new program.
        data = [tf.TensorSpec([None, *array.shape[1:]], array.dtype) for array in (x, y)]
        if data != self._traced_for:
            self._trace(*data)
            self._traced_for = data

    def _trace(self, x: tf.TensorSpec, y: tf.TensorSpec) -> None:
        def train(x, y, order, start, stop):
            # Not `for step in tf.range(start, stop)`: AutoGraph bounds that loop's length, which
            # XLA takes for part of the program, to be compiled anew for each start and stop.
            step = start
            while step < stop:
                batch = order[step]
                train_step((tf.gather(x, batch), tf.gather(y, batch)))
                step += 1

        def test(x, y):
            for start in tf.range(0, tf.shape(x)[0], EVALUATED_AT_ONCE):
                stop = start + EVALUATED_AT_ONCE
                test_step((x[start:stop], y[start:stop]))

        # AutoGraph turns `while` and `for` above into loops of the graph; Keras's code needs no
        # such reading, and would take seconds of it.
        train_step = tf.autograph.experimental.do_not_convert(self._model.train_step)
        test_step = tf.autograph.experimental.do_not_convert(self._model.test_step)
        step = tf.TensorSpec([], tf.int32)
        signature = [x, y, tf.TensorSpec([None, None], tf.int32), step, step]
        self._train_graph = tf.function(train, input_signature=signature)
        self._train_xla = tf.function(train, input_signature=signature, jit_compile=True)
        self._test_graph = tf.function(test, input_signature=[x, y])

    def train(
        self, x: tf.Tensor, y: tf.Tensor, order: np.ndarray, start: int, stop: int, xla: bool
    ) -> None:
        loop = self._train_xla if xla else self._train_graph
        loop(x, y, tf.constant(order), tf.constant(start), tf.constant(stop))

    def _test(self, x: tf.Tensor, y: tf.Tensor) -> None:
        self._test_graph(x, y)
