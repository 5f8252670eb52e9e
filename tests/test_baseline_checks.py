"""The checks of baselines accept right networks and name what is wrong with others."""

import numpy as np
import pytest

from course_utils import baseline_checks, checks
from course_utils.backend import load_keras

keras = load_keras()
RNG = np.random.default_rng(3)


class Subclassed(keras.Model):
    """A network as a class, the way many tutorials write it."""

    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(4, name="hidden")
        self.out = keras.layers.Dense(10, "softmax", name="output")

    def call(self, x, training=False):
        return self.out(keras.activations.relu(self.hidden(x)))


class ToldTheMode(Subclassed):
    """The same, but its call insists on the argument that `fit` passes."""

    def call(self, x, training):
        return super().call(x, training)


def small(**compiled):
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(10, "softmax", name="output")])
    if compiled:
        model.compile(**compiled)
    return model


@pytest.mark.parametrize("kind", [Subclassed, ToldTheMode])
def test_a_model_class_is_walked_like_a_functional_model(kind):
    """Are layers, names and kernels of a subclass found, with its own weights?"""
    model = kind()
    opened = baseline_checks.check_layers(
        model, (6,), "Dense 4 → ReLU → Dense 10 → softmax", ["hidden", "output"], "it"
    )
    x = RNG.normal(size=(3, 6)).astype("float32")
    one, other = map(keras.ops.convert_to_numpy, (opened(x), model(x, training=False)))
    assert np.allclose(one, other)
    shapes = [kernel.shape for kernel in baseline_checks.dense_kernels(model, (6,))]
    assert shapes == [(6, 4), (4, 10)]


def test_a_frozen_layer_is_refused():
    """Does a Dense layer that can't be trained fail, whatever its name?"""
    model = small()
    model.layers[-1].trainable = False
    with pytest.raises(checks.CheckFailure, match="can be trained"):
        baseline_checks.check_layers(model, (6,), "Dense 10 → softmax", ["output"], "it")


@pytest.mark.parametrize(
    ("names", "message"), [(["hidden"], "names of the Dense"), (["output"], None)]
)
def test_names_of_dense_layers_are_compared(names, message):
    """Is a Dense layer with another name refused?"""
    if message is None:
        baseline_checks.check_layers(small(), (6,), "Dense 10 → softmax", names, "it")
        return
    with pytest.raises(checks.CheckFailure, match=message):
        baseline_checks.check_layers(small(), (6,), "Dense 10 → softmax", names, "it")


@pytest.mark.parametrize(
    ("optimizer", "message"),
    [
        (keras.optimizers.SGD(0.01, 0.9), None),
        (keras.optimizers.Adam(0.01), "another one"),
        (keras.optimizers.SGD(0.02, 0.9), "learning rate"),
        (keras.optimizers.SGD(0.01), "momentum"),
        (keras.optimizers.SGD(0.01, 0.9, nesterov=True), "Nesterov"),
        (keras.optimizers.SGD(0.01, 0.9, weight_decay=0.01), "not asked for"),
    ],
)
def test_sgd_is_compared_setting_by_setting(optimizer, message):
    """Does each wrong setting of SGD get its own message?"""
    model = small(optimizer=optimizer, loss="categorical_crossentropy")
    if message is None:
        baseline_checks.check_sgd(model, 0.01, 0.9, "it")
        return
    with pytest.raises(checks.CheckFailure, match=message):
        baseline_checks.check_sgd(model, 0.01, 0.9, "it")


@pytest.mark.parametrize("mean", [0.02, -0.004])
def test_paired_runs_have_the_statistic_they_promise(mean):
    """Are mean and t statistic of the differences exactly those asked for?"""
    a, b = baseline_checks.paired_runs(RNG, 7, mean=mean, statistic=3.5, seed_spread=0.05)
    d = np.subtract(a, b)
    assert d.mean() == pytest.approx(mean)
    assert abs(mean) / (d.std(ddof=1) / np.sqrt(7)) == pytest.approx(3.5)
    assert np.std(b) > 0.01
