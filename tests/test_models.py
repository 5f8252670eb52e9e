"""The presets are what their rows say, and `build_mlp` builds what it is asked for."""

from itertools import pairwise

import numpy as np
import pytest

from course_utils import models
from course_utils.backend import load_keras

keras = load_keras()

#: Layers of each preset with BN, as the sources have them: class names in order.
STACKS = {
    "dense128": "Flatten Dense BatchNormalization Activation Dense",
    "dense64x2": "Dense Activation BatchNormalization Dense Activation BatchNormalization Dense",
    "torch128": "Dense BatchNormalization Activation Dense",
    "torch512x256": "Dense BatchNormalization Activation Dense BatchNormalization Activation Dense",
    "dense256x128": "BatchNormalization Dense Activation BatchNormalization Dense Activation "
    "BatchNormalization Dense",
}


def dense_parameters(*widths: int) -> int:
    """Weights and biases of Dense layers between these widths."""
    return sum(a * b + b for a, b in pairwise(widths))


#: Parameters by hand: Dense layers, then 4 a feature for each BN.
PARAMETERS = {
    "dense128": (dense_parameters(784, 128, 10), 4 * 128),
    "dense64x2": (dense_parameters(784, 64, 64, 10), 4 * (64 + 64)),
    "torch128": (dense_parameters(784, 128, 10), 4 * 128),
    "torch512x256": (dense_parameters(784, 512, 256, 10), 4 * (512 + 256)),
    "dense256x128": (dense_parameters(784, 256, 128, 10), 4 * (784 + 256 + 128)),
}


@pytest.mark.parametrize("name", models.PRESETS)
def test_preset_has_the_layers_of_its_row(name):
    """Are layers, order and parameter counts those of the source, with and without BN?"""
    preset = models.preset(name)
    with_bn, without = preset.build(True), preset.build(False)
    kinds = [type(layer).__name__ for layer in with_bn.layers]
    assert kinds == STACKS[name].split()
    assert [type(layer).__name__ for layer in without.layers] == [
        kind for kind in kinds if kind != "BatchNormalization"
    ]
    dense, norm = PARAMETERS[name]
    assert (without.count_params(), with_bn.count_params()) == (dense, dense + norm)


@pytest.mark.parametrize("name", models.PRESETS)
def test_summary_shows_every_layer(name, capsys):
    """Does `summary()` print each layer's name and the total of parameters?"""
    model = models.preset(name).build()
    model.summary(line_length=100)
    printed = capsys.readouterr().out
    assert all(layer.name in printed for layer in model.layers)
    assert f"{sum(PARAMETERS[name]):,}" in printed


@pytest.mark.parametrize(
    ("name", "optimizer", "rate", "batch", "epochs", "sizes"),
    [
        ("dense128", "Adam", 1e-3, 32, 5, (32, 64, 128)),
        ("dense64x2", "Adam", 1e-3, 32, 10, (16, 32, 64, 128)),
        ("torch128", "Adam", 1e-3, 64, 10, ()),
        ("torch512x256", "SGD", 0.01, 64, 10, ()),
        ("dense256x128", "Adam", 1e-3, 32, 30, (16, 64, 256)),
    ],
)
def test_preset_trains_as_its_author_did(name, optimizer, rate, batch, epochs, sizes):
    """Are optimiser, learning rate, batch size, epochs and studied sizes the source's?"""
    preset = models.preset(name)
    model = preset.compile(preset.build())
    assert type(model.optimizer).__name__ == optimizer
    assert float(model.optimizer.learning_rate) == pytest.approx(rate)
    assert getattr(model.optimizer, "momentum", 0) == (0.9 if optimizer == "SGD" else 0)
    assert (preset.batch_size, preset.epochs, preset.batch_sizes) == (batch, epochs, sizes)


@pytest.mark.parametrize("name", models.PRESETS)
def test_loss_matches_the_output(name):
    """Is the untrained loss near ln 10, which a wrong `from_logits` would miss?"""
    preset = models.preset(name)
    keras.utils.set_random_seed(0)
    model = preset.compile(preset.build(False))
    x = np.zeros((64, *preset.input_shape), np.float32)
    loss = model.evaluate(x, np.arange(64) % 10, verbose=0)[0]
    assert loss == pytest.approx(np.log(10), abs=1e-3)
    total = keras.ops.convert_to_numpy(model(x)).sum(axis=1)
    # Zeros in, zero logits out; a softmax sums to 1.
    assert total == pytest.approx(0.0 if preset.output == "logits" else 1.0, abs=1e-5)


def test_unknown_preset_names_those_there_are():
    """Does a misspelt preset name the five?"""
    with pytest.raises(ValueError, match=r"dense128.*dense256x128"):
        models.preset("dense_128")


@pytest.mark.parametrize(
    ("placement", "kinds"),
    [
        ("none", "Dense Activation Dense"),
        ("before_activation", "Dense BatchNormalization Activation Dense"),
        ("after_activation", "Dense Activation BatchNormalization Dense"),
        ("input", "BatchNormalization Dense Activation Dense"),
        (
            ("input", "before_activation"),
            "BatchNormalization Dense BatchNormalization Activation Dense",
        ),
    ],
)
def test_batch_norm_stands_where_it_was_asked_for(placement, kinds):
    """Does each placement put BN there and nowhere else?"""
    model = models.build_mlp((32,), batch_norm=placement)
    assert [type(layer).__name__ for layer in model.layers] == kinds.split()


def test_bias_activation_and_scale_are_taken():
    """Do use_bias, activation and initial_scale reach the layers?"""
    model = models.build_mlp((300,), use_bias=False, activation="sigmoid")
    assert not model.get_layer("dense_1").use_bias
    assert model.get_layer("logits").use_bias
    assert model.get_layer("sigmoid_1").activation is keras.activations.sigmoid
    deviations = []
    for scale in (1.0, 3.0):
        keras.utils.set_random_seed(0)
        kernel = models.build_mlp((300,), initial_scale=scale).get_layer("dense_1").kernel
        deviations.append(np.std(kernel))
    assert deviations[1] / deviations[0] == pytest.approx(3.0, rel=1e-5)
    # Glorot: variance 2 / (fan_in + fan_out).
    assert deviations[0] == pytest.approx(np.sqrt(2 / (784 + 300)), rel=0.01)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"hidden": (0,)}, "positive whole widths"),
        ({"hidden": (1.5,)}, "positive whole widths"),
        ({"batch_norm": "before"}, "before_activation"),
        ({"batch_norm": ("before_activation", "after_activation")}, "not both"),
        ({"output": "sigmoid"}, "logits"),
        ({"initial_scale": 0}, "positive"),
    ],
)
def test_impossible_networks_are_refused(options, says):
    """Is each wrong argument an error that says what is allowed?"""
    with pytest.raises(ValueError, match=says):
        models.build_mlp(**options)


def test_another_normalization_stands_in_the_same_places():
    """Does `normalizer` put its layer where BN would stand?"""
    layer_norm = load_keras().layers.LayerNormalization
    model = models.build_mlp((8, 8), batch_norm="before_activation", normalizer=layer_norm)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Dense", "LayerNormalization", "Activation"] * 2 + ["Dense"]
