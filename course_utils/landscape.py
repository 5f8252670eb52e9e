"""The loss along one gradient step, measured as Santurkar et al. 2018 do (section 3).

From weights w with gradient g the probe walks to w − ηg for several η and looks at two things:
how far the loss ranges, and how much the gradient there differs from g. `Probe` does it for a
compiled Keras model and leaves that model as it is. TensorFlow backend only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Walk:
    """What was met on the way against the gradient: one entry for each η.

    steps: η, shape (k,). losses: L(w − ηg). changes: ‖g(w − ηg) − g(w)‖ / ‖g(w)‖. loss: L(w).
    gradient_norm: ‖g(w)‖. A walk into an overflow has NaN or infinite entries.
    """

    steps: np.ndarray
    losses: np.ndarray
    changes: np.ndarray
    loss: float
    gradient_norm: float

    @property
    def loss_range(self) -> float:
        """The largest loss met minus the smallest, the start included."""
        met = np.append(self.losses, self.loss)
        return float(met.max() - met.min())

    @property
    def smoothness(self) -> float:
        """The largest ‖Δg‖ / ‖Δw‖: the effective β of a β-smooth loss on this line."""
        return float((self.changes / self.steps).max())


class Probe:
    """Walks along the gradient of a compiled model's loss on a batch, in training mode.

    The model may be trained between two walks; its graph is drawn once. Raises RuntimeError on
    another backend than TensorFlow.
    """

    def __init__(self, model: keras.Model):
        backend = load_keras().backend.backend()
        if backend != "tensorflow":
            raise RuntimeError(
                f"walks along the gradient need Keras's TensorFlow backend, and this kernel has "
                f"{backend}: restart it without KERAS_BACKEND"
            )
        import tensorflow as tf

        self._model = model

        @tf.autograph.experimental.do_not_convert
        def look(start, eta, x, y):
            weights = [w - eta * g for w, g in zip(model.trainable_variables, start, strict=True)]
            with tf.GradientTape() as tape:
                tape.watch(weights)
                # Stateless: neither moving statistics nor seeds of noise change.
                predicted, _ = model.stateless_call(
                    weights, model.non_trainable_variables, x, training=True
                )
                loss = model.compute_loss(x=x, y=y, y_pred=predicted)
            gradient = tape.gradient(loss, weights)
            change = [one - other for one, other in zip(gradient, start, strict=True)]
            return loss, gradient, tf.linalg.global_norm(change)

        self._look = tf.function(look)

    def walk(self, x: np.ndarray, y: np.ndarray, steps: Sequence[float]) -> Walk:
        """Measure at w − ηg for each η > 0 in `steps`, on the batch x (m, …), y (m,).

        Raises ValueError for other steps.
        """
        steps = np.asarray(steps, dtype=np.float64)
        if steps.ndim != 1 or not steps.size or not (steps > 0).all():
            raise ValueError(f"expected one or more step sizes above 0, got {steps}")
        ops = load_keras().ops
        x, y = ops.convert_to_tensor(x), ops.convert_to_tensor(y)
        nowhere = [ops.zeros_like(variable) for variable in self._model.trainable_variables]
        loss, start, norm = self._look(nowhere, ops.convert_to_tensor(0.0), x, y)
        norm = float(norm)
        losses, changes = [], []
        for eta in steps:
            there, _, change = self._look(start, ops.convert_to_tensor(np.float32(eta)), x, y)
            losses.append(float(there))
            changes.append(float(change) / norm if norm else np.nan)
        return Walk(steps, np.array(losses), np.array(changes), float(loss), norm)
