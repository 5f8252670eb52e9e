"""Batch normalization with noise behind it that shifts from step to step.

The control experiment of Santurkar et al. 2018 (section 2.1 and appendix A): if BN helped by
keeping the distributions of a layer's inputs still, then shaking them up behind BN should undo
its benefit. `noisy_batch_normalization` makes the Keras layer. Draws and constants are the
paper's; that the noise stands before the activation, and that there is none at inference, is
this course's reading of "behind BN".
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras

#: The paper's n_μ, n_σ and r_μ = r_σ: reach of a unit's mean, of its scale, of both by example.
MEAN_REACH, SCALE_REACH, EXAMPLE_REACH = 0.5, 1.25, 0.1


def noisy_batch_normalization(
    mean_reach: float = MEAN_REACH, scale_reach: float = SCALE_REACH
) -> keras.layers.Layer:
    """Return a layer for inputs (m, units): BN, and in training mode noise behind it.

    In each call every unit draws a mean from U(−mean_reach, mean_reach) and a scale from
    U(1, scale_reach). Every example then draws its own shift within EXAMPLE_REACH around that
    mean, uniformly, and its own factor around that scale, normally with standard deviation
    EXAMPLE_REACH: y ← factor · y + shift. At inference the layer is BN alone.
    Raises ValueError for a negative mean_reach or a scale_reach below 1.
    """
    if mean_reach < 0 or scale_reach < 1:
        raise ValueError(
            f"expected mean_reach ≥ 0 and scale_reach ≥ 1, got {mean_reach} and {scale_reach}"
        )
    return _layer_class()(mean_reach, scale_reach)


@cache
def _layer_class() -> type:
    keras = load_keras()

    class NoisyBatchNormalization(keras.layers.BatchNormalization):
        def __init__(self, mean_reach: float, scale_reach: float):
            super().__init__()
            self.mean_reach, self.scale_reach = mean_reach, scale_reach
            self.noise = keras.random.SeedGenerator()

        def call(self, inputs, training=None, mask=None):
            y = super().call(inputs, training=training, mask=mask)
            if not training:
                return y
            shape, unit = keras.ops.shape(y), (1, y.shape[-1])
            draw = keras.random
            reach = self.mean_reach
            mean = draw.uniform(unit, -reach, reach, seed=self.noise)
            scale = draw.uniform(unit, 1.0, self.scale_reach, seed=self.noise)
            shift = mean + draw.uniform(shape, -EXAMPLE_REACH, EXAMPLE_REACH, seed=self.noise)
            factor = scale + draw.normal(shape, 0.0, EXAMPLE_REACH, seed=self.noise)
            return factor * y + shift

    return NoisyBatchNormalization
