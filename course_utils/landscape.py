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

    The model may be trained between two walks; its graph is drawn once.
    """

    def __init__(self, model: keras.Model):
        import tensorflow as tf

        self._model = model

        @tf.autograph.experimental.do_not_convert
        def loss_and_gradient(weights, x, y):
            with tf.GradientTape() as tape:
                tape.watch(weights)
                # Stateless: neither moving statistics nor seeds of noise change.
                predicted, _ = model.stateless_call(
                    weights, model.non_trainable_variables, x, training=True
                )
                loss = model.compute_loss(x=x, y=y, y_pred=predicted)
            return loss, tape.gradient(loss, weights)

        self._loss_and_gradient = tf.function(loss_and_gradient)

    def walk(self, x: np.ndarray, y: np.ndarray, steps: Sequence[float]) -> Walk:
        """Measure at w − ηg for each η > 0 in `steps`, on the batch x (m, …), y (m,).

        Raises ValueError for other steps.
        """
        steps = np.asarray(steps, dtype=np.float64)
        if steps.ndim != 1 or not steps.size or not (steps > 0).all():
            raise ValueError(f"expected one or more step sizes above 0, got {steps}")
        convert = load_keras().ops.convert_to_tensor
        weights = [convert(variable) for variable in self._model.trainable_variables]
        x, y = convert(x), convert(y)
        loss, start = self._loss_and_gradient(weights, x, y)
        losses, changes, norm = [], [], _norm(start)
        for eta in steps:
            moved = [w - np.float32(eta) * g for w, g in zip(weights, start, strict=True)]
            there, gradient = self._loss_and_gradient(moved, x, y)
            losses.append(float(there))
            change = [one - other for one, other in zip(gradient, start, strict=True)]
            changes.append(_norm(change) / norm if norm else np.nan)
        return Walk(steps, np.array(losses), np.array(changes), float(loss), norm)


def _norm(arrays) -> float:
    """The Euclidean norm over all entries of all arrays."""
    squares = (np.square(np.asarray(a, dtype=np.float64)).sum() for a in arrays)
    return float(np.sqrt(sum(squares)))
