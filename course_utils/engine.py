"""A training loop compiled into one function; `training.fit` runs it.

Keras's `fit` hands each batch from Python to the backend, one step after another. For a small
network that hand-over costs ten times the arithmetic. Here a block of steps is one function:

    for step in range(start, stop):
        model.train_step((x[order[step]], y[order[step]]))

1. x and y lie in memory as tensors; row `step` of `order` says which examples that step takes.
2. `model.train_step` is Keras's own: forward pass, loss, gradients, optimizer, metrics and moving
   statistics.
3. The backend compiles loop and step together: `engine_tensorflow` draws them as a graph, which
   XLA can turn into machine code; `engine_jax` has XLA do it always; `engine_torch` compiles
   nothing, and loops in Python.

`Engine` is what both have in common; `engine_of` makes the one for a compiled model and keeps it
with the model, so that the next `fit` starts at once.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras

#: Steps between two returns to Python, where an interruption or a progress bar gets its turn.
BLOCK = 1_000
#: Examples in one step of an evaluation; the result is the same for any number.
EVALUATED_AT_ONCE = 1_000

#: An array in the backend's memory.
Tensor = Any


class Engine(ABC):
    """The compiled loops of one compiled model. Everything here changes the model in place."""

    def __init__(self, model: keras.Model):
        self._model = model
        self._compiled_by = _compilation(model)
        self._prepared = False

    def fits(self, model: keras.Model) -> bool:
        """Whether the model is still compiled as it was when these functions were made."""
        return self._compiled_by == _compilation(model)

    def prepare(self, x: Tensor, y: Tensor) -> None:
        """Create what Keras makes on first use: weights, the optimizer's slots, metrics.

        The compiled loops can only update variables, not create them.
        """
        if self._prepared:
            return
        model = self._model
        # Inference: it changes no state, and the metrics start anew.
        predicted = model(x[:1], training=False)
        model.compute_loss(x=x[:1], y=y[:1], y_pred=predicted)
        model.compute_metrics(x[:1], y[:1], predicted)
        model.reset_metrics()
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        self._prepared = True

    def train_epoch(
        self, x: Tensor, y: Tensor, order: np.ndarray, batch_size: int, xla: bool
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

    @abstractmethod
    def train(
        self, x: Tensor, y: Tensor, order: np.ndarray, start: int, stop: int, xla: bool
    ) -> None:
        """Do the steps start … stop − 1; row `step` of `order`, int32, holds its examples."""

    def evaluate(self, x: Tensor, y: Tensor) -> dict[str, float]:
        """Return loss and metrics over all examples, in inference mode."""
        self.prepare(x, y)
        self._model.reset_metrics()
        self._test(x, y)
        return self.metrics()

    @abstractmethod
    def _test(self, x: Tensor, y: Tensor) -> None:
        """Add all examples to the running loss and metrics."""

    def metrics(self) -> dict[str, float]:
        """Return the running loss and metrics, as Keras reports them."""
        return {name: float(value) for name, value in self._model.get_metrics_result().items()}


def engine_of(model: keras.Model) -> Engine:
    """Return the model's engine, made anew if the model was compiled anew."""
    engine = getattr(model, "course_engine", None)
    if engine is None or not engine.fits(model):
        engine = _engine_class()(model)
        # Past Keras's own __setattr__, which would look for layers and weights in it.
        object.__setattr__(model, "course_engine", engine)
    return engine


def _engine_class() -> type[Engine]:
    backend = load_keras().backend.backend()
    if backend == "jax":
        from course_utils.engine_jax import JaxEngine

        return JaxEngine
    if backend == "torch":
        from course_utils.engine_torch import TorchEngine

        return TorchEngine
    from course_utils.engine_tensorflow import TensorFlowEngine

    return TensorFlowEngine


def why_not(model: keras.Model, callbacks, *arrays: object) -> str | None:
    """Return why the compiled loop can't train this model on these, or None if it can."""
    keras = load_keras()
    own_step = {type(model).train_step, type(model).test_step}
    if keras.backend.backend() not in ("tensorflow", "jax", "torch"):
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
