"""The training task of unit 04: same forward pass, four gradients."""

import numpy as np
import pytest

from course_utils import constant_statistics as task
from course_utils.backend import load_keras
from course_utils.data import Digits
from course_utils.gradient_paths import backward_without

keras = load_keras()


@pytest.fixture(scope="module")
def few(digits) -> Digits:
    """300 training digits."""
    return Digits(
        digits.x_train[:300], digits.y_train[:300], digits.x_test, digits.y_test, "few", "test"
    )


@pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="the gradient is taken in float64 with tf.GradientTape",
)
@pytest.mark.parametrize("gradient", task.PATHS)
def test_a_layer_lacks_the_paths_of_its_name(gradient):
    """Is the layer's gradient that of the backward pass without the same paths?"""
    import tensorflow as tf

    missing = task.PATHS[gradient]
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(6, 3)), rng.normal(size=(6, 3))
    layer = task.layer_class()(missing, dtype="float64")
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        loss = tf.reduce_sum(dy * layer(tensor))
    wanted = backward_without(*missing)(dy, x, 1.0, 1e-3)[0]
    np.testing.assert_allclose(tape.gradient(loss, tensor).numpy(), wanted, atol=1e-12)


def test_the_forward_pass_is_keras_own_in_all_cases():
    """Do all four layers return what keras.layers.BatchNormalization returns in training?"""
    x = np.random.default_rng(1).normal(3.0, 2.0, size=(16, 4)).astype("float32")
    wanted = keras.ops.convert_to_numpy(keras.layers.BatchNormalization()(x, training=True))
    for missing in task.PATHS.values():
        ours = keras.ops.convert_to_numpy(task.layer_class()(missing)(x))
        np.testing.assert_allclose(ours, wanted, atol=1e-5)


def test_history_is_tidy_and_repeats(few):
    """Are loss, accuracy, bias and seconds told by epoch, and the same for the same seed?"""
    setting = {"gradient": "both as constants", "learning_rate": 0.5, "seed": 1, "epochs": 2}
    first = task.train_with_gradient(few, **setting)
    assert set(first["metric"]) == {"loss", "accuracy", "bias", "seconds"}
    assert set(first["epoch"]) == {1, 2}
    assert set(first["gradient"]) == {"both as constants"} and set(first["learning_rate"]) == {0.5}
    again = task.train_with_gradient(few, **setting)
    timed = first["metric"] == "seconds"
    np.testing.assert_allclose(first[~timed]["value"], again[~timed]["value"], rtol=1e-5)


def test_a_run_does_not_inherit_the_learning_rate_of_the_last(few):
    """Does a model that is started anew train at the rate it is asked for?"""

    def losses(rate):
        run = task.train_with_gradient(
            few, gradient="complete", learning_rate=rate, seed=0, epochs=2
        )
        return run[run["metric"] == "loss"]["value"].to_numpy()

    small = losses(0.01)
    losses(1.0)
    np.testing.assert_allclose(losses(0.01), small, rtol=1e-5)


def test_biases_stay_where_the_mean_is_in_the_gradient(few):
    """Does a bias before BN move only if the mean is taken for a constant?"""
    moved = {}
    for gradient in task.PATHS:
        run = task.train_with_gradient(few, gradient=gradient, learning_rate=1.0, seed=0, epochs=1)
        moved[gradient] = run[run["metric"] == "bias"]["value"].max()
    assert max(moved["complete"], moved["variance as constant"]) < 1e-3
    assert min(moved["mean as constant"], moved["both as constants"]) > 0.05


def test_settings_are_paired():
    """Has every seed all four gradients at every rate?"""
    settings = task.gradient_settings((0.1, 1.0), range(3), epochs=2)
    assert len(settings) == 24
    assert {setting["gradient"] for setting in settings} == set(task.PATHS)
