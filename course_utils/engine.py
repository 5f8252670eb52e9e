"""A training loop compiled into one function; `training.fit` runs it.

Keras's `fit` hands each batch from Python to the graph, one step after another. For a small
network that hand-over costs ten times the arithmetic. Here a block of steps is one function:

    for step in range(start, stop):
        model.train_step((x[order[step]], y[order[step]]))

1. x and y lie in memory as tensors; row `step` of `order` says which examples that step takes.
2. `model.train_step` is Keras's own: forward pass, loss, gradients, optimizer, metrics and moving
   statistics, all kept in variables that the loop updates in place.
3. TensorFlow draws loop and step as a graph. XLA, where it pays, turns that graph into machine
   code, in which a chain of small operations becomes one pass over the data.

`Engine` holds these functions for one compiled model; `engine_of` keeps it with the model, so that
the next `fit` starts at once. TensorFlow backend only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

#: Steps between two returns to Python, where an interruption or a progress bar gets its turn.
BLOCK = 1_000
#: Examples in one step of an evaluation; the result is the same for any number.
EVALUATED_AT_ONCE = 1_000


class Engine:
    """The compiled loops of one compiled model. Everything here changes the model in place."""

    def __init__(self, model: keras.Model):
        import tensorflow as tf

        self._model = model
        self._compiled_by = _compilation(model)

        def train(x, y, order, start, stop):
            for step in tf.range(start, stop):
                batch = order[step]
                train_step((tf.gather(x, batch), tf.gather(y, batch)))

        def test(x, y):
            for start in tf.range(0, tf.shape(x)[0], EVALUATED_AT_ONCE):
                stop = start + EVALUATED_AT_ONCE
                test_step((x[start:stop], y[start:stop]))

        # AutoGraph turns the two `for` above into loops of the graph; Keras's code needs no such
        # reading, and would take seconds of it.
        train_step = tf.autograph.experimental.do_not_convert(model.train_step)
        test_step = tf.autograph.experimental.do_not_convert(model.test_step)
        self._train_graph = tf.function(train)
        self._train_xla = tf.function(train, jit_compile=True)
        self._test = tf.function(test, reduce_retracing=True)

    def fits(self, model: keras.Model) -> bool:
        """Whether the model is still compiled as it was when these functions were made."""
        return self._compiled_by == _compilation(model)

    def prepare(self, x: tf.Tensor, y: tf.Tensor) -> None:
        """Create what Keras makes on first use: weights, the optimizer's slots, metrics.

        The compiled loops can only update variables, not create them.
        """
        model = self._model
        # Inference: it changes no state, and the metrics start anew.
        predicted = model(x[:1], training=False)
        model.compute_loss(x=x[:1], y=y[:1], y_pred=predicted)
        model.compute_metrics(x[:1], y[:1], predicted)
        model.reset_metrics()
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)

    def train_epoch(
        self, x: tf.Tensor, y: tf.Tensor, order: np.ndarray, batch_size: int, xla: bool
    ) -> Iterator[int]:
        """Train once on the examples in `order`; yield the number of steps done after each block.

        order: (n,) indices into x. The last batch is smaller where batch_size doesn't divide n.
        Metrics are reset first; `metrics` reads them afterwards.
        """
        self._model.reset_metrics()
        full = len(order) // batch_size
        steps = order[: full * batch_size].reshape(full, batch_size).astype("int32")
        rest = order[full * batch_size :].reshape(1, -1).astype("int32")
        for start in range(0, full, BLOCK):
            stop = min(start + BLOCK, full)
            self.train(x, y, steps, start, stop, xla)
            yield stop
        if rest.size:
            # Another shape is another compilation: one step an epoch isn't worth one by XLA.
            self.train(x, y, rest, 0, 1, xla=False)
            yield full + 1

    def train(
        self, x: tf.Tensor, y: tf.Tensor, order: np.ndarray, start: int, stop: int, xla: bool
    ) -> None:
        """Do the steps start … stop − 1; row `step` of `order`, int32, holds its examples."""
        import tensorflow as tf

        loop = self._train_xla if xla else self._train_graph
        # Tensors, or each new number would be traced as a new program.
        loop(x, y, tf.constant(order), tf.constant(start), tf.constant(stop))

    def evaluate(self, x: tf.Tensor, y: tf.Tensor) -> dict[str, float]:
        """Return loss and metrics over all examples, in inference mode."""
        self._model.reset_metrics()
        self._test(x, y)
        return self.metrics()

    def metrics(self) -> dict[str, float]:
        """Return the running loss and metrics, as Keras reports them."""
        return {name: float(value) for name, value in self._model.get_metrics_result().items()}


def engine_of(model: keras.Model) -> Engine:
    """Return the model's engine, made anew if the model was compiled anew."""
    engine = getattr(model, "course_engine", None)
    if engine is None or not engine.fits(model):
        engine = Engine(model)
        # Past Keras's own __setattr__, which would look for layers and weights in it.
        object.__setattr__(model, "course_engine", engine)
    return engine


def why_not(model: keras.Model, callbacks, *arrays: object) -> str | None:
    """Return why the compiled loop can't train this model on these, or None if it can."""
    keras = load_keras()
    own_step = {type(model).train_step, type(model).test_step}
    if keras.backend.backend() != "tensorflow":
        return f"the {keras.backend.backend()} backend"
    if model.run_eagerly:
        return "run_eagerly"
    if own_step != {keras.Model.train_step, keras.Model.test_step}:
        return "a training step of the model's own"
    for callback in callbacks:
        if _listens_to_batches(callback):
            return f"the callback {type(callback).__name__}, which acts after each batch"
    if not all(isinstance(array, np.ndarray) for array in arrays):
        return "data that is no NumPy array"
    return None


def _compilation(model: keras.Model) -> tuple:
    """What a traced step depends on: a new compile() or another choice of trainable weights."""
    # _compile_loss: each compile() makes a new one, whatever the optimizer.
    return (
        model.optimizer,
        model._compile_loss,
        tuple(id(weight) for weight in model.trainable_variables),
    )


def _listens_to_batches(callback: keras.callbacks.Callback) -> bool:
    base = load_keras().callbacks.Callback
    hooks = [f"on_{kind}batch_{when}" for kind in ("", "train_") for when in ("begin", "end")]
    return any(getattr(type(callback), hook) is not getattr(base, hook) for hook in hooks)


def steps_an_epoch(examples: int, batch_size: int) -> int:
    """Return the number of batches, the last one counted though it may be smaller."""
    return math.ceil(examples / batch_size)
