"""Multilayer perceptrons for MNIST, with and without batch normalization.

`build_mlp` builds any of them, `compile_with_sgd` compiles one plainly; `PRESETS` names the five
networks of the course's sources, each with its optimiser, batch size, epochs and the batch sizes
its author studied. Keras is imported when a model is built, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from course_utils.backend import load_keras

if TYPE_CHECKING:
    import keras

#: Where batch normalization may stand.
PLACEMENTS = ("before_activation", "after_activation", "input")
Output = Literal["logits", "softmax"]


def build_mlp(
    hidden: Sequence[int] = (128,),
    *,
    batch_norm: str | Sequence[str] = (),
    normalizer: Callable[[], keras.layers.Layer] | None = None,
    activation: str = "relu",
    output: Output = "logits",
    use_bias: bool = True,
    initial_scale: float = 1.0,
    input_shape: Sequence[int] = (784,),
    classes: int = 10,
    name: str | None = None,
) -> keras.Sequential:
    """Return an untrained, uncompiled perceptron with ReLU or another activation.

    hidden: widths of the hidden layers, for example (512, 256).
    batch_norm: "none" (or empty), or one or more of "before_activation", "after_activation" and
        "input". In a hidden layer BN stands before the activation (Ioffe & Szegedy 2015, section
        3.2) or after it; "input" adds one on the pixels.
    normalizer: makes the layer that stands at those places, for example
        `keras.layers.LayerNormalization`; `keras.layers.BatchNormalization` if None.
    activation: any name `keras.layers.Activation` knows.
    output: "logits" (no activation; compile with `from_logits=True`) or "softmax".
    use_bias: whether the hidden Dense layers have a bias. BN before the activation makes it
        redundant: the batch mean takes it away.
    initial_scale: factor on the Glorot-uniform initial weights of every Dense layer.
    input_shape: shape of one example; anything but one axis is flattened first.
    Input (batch, *input_shape) float32, output (batch, classes).
    Raises ValueError for a width, placement, output or scale that makes no network.
    """
    places = _placements(batch_norm)
    hidden = tuple(hidden)
    if any(int(width) != width or width < 1 for width in hidden):
        raise ValueError(f"hidden must hold positive whole widths, got {hidden}.")
    if output not in ("logits", "softmax"):
        raise ValueError(f'output must be "logits" or "softmax", got {output!r}.')
    if not initial_scale > 0:
        raise ValueError(f"initial_scale must be positive, got {initial_scale}.")

    keras = load_keras()
    layers = keras.layers

    def dense(width: int, **options) -> keras.layers.Dense:
        # The variance of the weights grows with the square of their scale; at 1 this is Glorot.
        start = keras.initializers.VarianceScaling(
            scale=float(initial_scale) ** 2, mode="fan_avg", distribution="uniform"
        )
        return layers.Dense(width, kernel_initializer=start, **options)

    def norm(place: str | int) -> keras.layers.Layer:
        if normalizer is None:
            return layers.BatchNormalization(name=f"bn_{place}")
        return normalizer()

    stack = [keras.Input(shape=tuple(input_shape))]
    if len(tuple(input_shape)) > 1:
        stack.append(layers.Flatten())
    if "input" in places:
        stack.append(norm("input"))
    for number, width in enumerate(hidden, start=1):
        stack.append(dense(int(width), use_bias=use_bias, name=f"dense_{number}"))
        if "before_activation" in places:
            stack.append(norm(number))
        stack.append(layers.Activation(activation, name=f"{activation}_{number}"))
        if "after_activation" in places:
            stack.append(norm(number))
    stack.append(dense(classes, activation=None if output == "logits" else output, name=output))
    return keras.Sequential(stack, name=name)


def _placements(batch_norm: str | Sequence[str]) -> frozenset[str]:
    """The set of placements, or ValueError."""
    places = {batch_norm} if isinstance(batch_norm, str) else set(batch_norm)
    places.discard("none")
    unknown = sorted(places - set(PLACEMENTS))
    if unknown:
        raise ValueError(
            f"Unknown BN placement {', '.join(map(repr, unknown))}: "
            f'use "none" or one or more of {", ".join(map(repr, PLACEMENTS))}.'
        )
    if {"before_activation", "after_activation"} <= places:
        raise ValueError("BN stands before the activation or after it, not both.")
    return frozenset(places)


def compile_with_sgd(model: keras.Model, learning_rate: float = 0.1) -> keras.Model:
    """Compile a model of logits in place with plain SGD and return it.

    The loss is the cross-entropy of integer labels, the metric their accuracy.
    """
    keras = load_keras()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss=loss, metrics=["accuracy"])
    return model


@dataclass(frozen=True)
class Preset:
    """One network of the sources, as its author trained it.

    pixel_range: the range that the pixels are scaled to. validation: what the author held out of
    the training set, as a share or a number of images; 0 where the test set served instead.
    """

    name: str
    hidden: tuple[int, ...]
    placement: tuple[str, ...]
    output: Output
    optimizer: Literal["adam", "sgd"]
    learning_rate: float
    momentum: float
    batch_size: int
    epochs: int
    batch_sizes: tuple[int, ...]
    pixel_range: tuple[float, float] = (0.0, 1.0)
    input_shape: tuple[int, ...] = (784,)
    validation: float | int = 0

    def build(self, batch_norm: bool = True) -> keras.Sequential:
        """Return the untrained, uncompiled network, with BN where its author put it or without."""
        return build_mlp(
            self.hidden,
            batch_norm=self.placement if batch_norm else (),
            output=self.output,
            input_shape=self.input_shape,
            name=f"{self.name}_{'with' if batch_norm else 'without'}_bn",
        )

    def make_optimizer(self) -> keras.optimizers.Optimizer:
        """Return a fresh optimiser with the author's settings."""
        optimizers = load_keras().optimizers
        if self.optimizer == "sgd":
            return optimizers.SGD(self.learning_rate, momentum=self.momentum)
        return optimizers.Adam(self.learning_rate)

    def compile(self, model: keras.Model) -> keras.Model:
        """Compile the model in place with this preset's optimiser and loss, and return it.

        Labels are integers; a softmax output is told apart from logits by the preset.
        """
        loss = load_keras().losses.SparseCategoricalCrossentropy(
            from_logits=self.output == "logits"
        )
        model.compile(optimizer=self.make_optimizer(), loss=loss, metrics=["accuracy"])
        return model


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            name="dense128",
            hidden=(128,),
            placement=("before_activation",),
            output="logits",
            optimizer="adam",
            learning_rate=1e-3,
            momentum=0.0,
            batch_size=32,
            epochs=5,
            batch_sizes=(32, 64, 128),
            input_shape=(28, 28),
        ),
        Preset(
            name="dense64x2",
            hidden=(64, 64),
            placement=("after_activation",),
            output="softmax",
            optimizer="adam",
            learning_rate=1e-3,
            momentum=0.0,
            batch_size=32,
            epochs=10,
            batch_sizes=(16, 32, 64, 128),
        ),
        Preset(
            name="torch128",
            hidden=(128,),
            placement=("before_activation",),
            output="logits",
            optimizer="adam",
            learning_rate=1e-3,
            momentum=0.0,
            batch_size=64,
            epochs=10,
            batch_sizes=(),
            pixel_range=(-1.0, 1.0),
        ),
        Preset(
            name="torch512x256",
            hidden=(512, 256),
            placement=("before_activation",),
            output="logits",
            optimizer="sgd",
            learning_rate=0.01,
            momentum=0.9,
            batch_size=64,
            epochs=10,
            batch_sizes=(),
            pixel_range=(-1.0, 1.0),
        ),
        Preset(
            name="dense256x128",
            hidden=(256, 128),
            placement=("input", "after_activation"),
            output="softmax",
            optimizer="adam",
            learning_rate=1e-3,
            momentum=0.0,
            batch_size=32,
            epochs=30,
            batch_sizes=(16, 64, 256),
            validation=5000,
        ),
    )
}


def preset(name: str) -> Preset:
    """Return the preset of that name; ValueError names the five there are."""
    try:
        return PRESETS[name]
    except KeyError:
        raise ValueError(f"Unknown preset {name!r}: use one of {', '.join(PRESETS)}.") from None
