"""The instruments of lecture 06: noise behind BN, walks along the gradient, runs."""

import numpy as np
import pytest

from course_utils import landscape, watched_training
from course_utils.backend import load_keras
from course_utils.noisy_batch_norm import noisy_batch_normalization

BATCH = np.random.default_rng(0).normal(4.0, 3.0, (3000, 2)).astype("float32")


def test_noise_shifts_and_scales_each_unit_anew():
    """Has each unit another mean and scale within their reach, others in the next step?"""
    load_keras().utils.set_random_seed(0)
    to_numpy = load_keras().ops.convert_to_numpy
    layer = noisy_batch_normalization()
    means, stds = [], []
    for _ in range(6):
        y = to_numpy(layer(BATCH, training=True))
        means.append(y.mean(axis=0))
        stds.append(y.std(axis=0))
    assert np.abs(means).max() <= 0.52 and np.std(means, axis=0).min() > 0.05
    assert np.min(stds) > 0.97 and np.max(stds) < 1.3


def test_inference_is_without_noise():
    """Is the layer plain BN at inference?"""
    plain, noisy = load_keras().layers.BatchNormalization(), noisy_batch_normalization()
    to_numpy = load_keras().ops.convert_to_numpy
    one, other = (to_numpy(layer(BATCH, training=False)) for layer in (plain, noisy))
    assert np.allclose(one, other)


@pytest.mark.parametrize("reach", [(-0.1, 1.2), (0.5, 0.9)])
def test_impossible_noise_is_refused(reach):
    """Is a negative reach, or a scale below 1, an error?"""
    with pytest.raises(ValueError, match="expected"):
        noisy_batch_normalization(*reach)


def linear_model():
    """One Dense unit without bias and squared loss: the loss is a parabola in its weight."""
    keras = load_keras()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.set_weights([np.array([[3.0]], dtype="float32")])
    return model


#: The probe draws its graph and differentiates with TensorFlow.
needs_tensorflow = pytest.mark.skipif(
    load_keras().backend.backend() != "tensorflow",
    reason="landscape.Probe is written for the TensorFlow backend",
)


@needs_tensorflow
def test_a_walk_on_a_parabola_is_known():
    """L = w²: gradient 6 at 3, losses (3 − 6η)², curvature 2 everywhere?"""
    model, x, y = linear_model(), np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")
    walk = landscape.Probe(model).walk(x, y, [0.25, 0.75])
    assert walk.loss == pytest.approx(9) and walk.gradient_norm == pytest.approx(6)
    assert walk.losses == pytest.approx([2.25, 2.25])
    assert walk.changes == pytest.approx([0.5, 1.5])
    assert walk.loss_range == pytest.approx(6.75)
    assert walk.smoothness == pytest.approx(2)
    assert model.get_weights()[0].item() == 3.0


@needs_tensorflow
@pytest.mark.parametrize("steps", [[], [0.0], [0.1, -0.1], 0.1])
def test_steps_that_lead_nowhere_are_refused(steps):
    """Are no steps, and steps that aren't above 0, errors?"""
    probe = landscape.Probe(linear_model())
    with pytest.raises(ValueError, match="step sizes"):
        probe.walk(np.ones((4, 1), "float32"), np.zeros((4, 1), "float32"), steps)


@pytest.mark.skipif(
    load_keras().backend.backend() == "tensorflow", reason="it is about the other backends"
)
def test_another_backend_is_refused():
    """Does a walk on another backend say what to do?"""
    with pytest.raises(RuntimeError, match="restart it without KERAS_BACKEND"):
        landscape.Probe(linear_model())


@pytest.fixture(scope="module")
def run(digits):
    """A short run with noise, watched every 20 steps."""
    options = {"normalization": "noisy batch", "activation": "relu", "walk": [1, 2]}
    return watched_training.watch_network(digits, seed=1, steps=40, every=20, **options)


@needs_tensorflow
def test_a_watched_run_holds_every_measure(run):
    """Are all measures there at both steps, percentiles from the start, η in learning rates?"""
    counts = run.groupby(["step", "measure"]).size().unstack(fill_value=0)
    assert counts.loc[0].to_dict() | {"percentile": 3} == counts.loc[0].to_dict()
    for step in (20, 40):
        expected = {"accuracy": 1, "loss": 1, "drift": 1, "width": 1, "percentile": 3}
        expected |= {"walk": 3, "change": 2, "range": 1, "smoothness": 1}
        assert counts.loc[step].to_dict() == expected
    assert sorted(run[run["measure"] == "walk"]["at"].unique()) == pytest.approx([0, 0.1, 0.2])


@needs_tensorflow
def test_watching_changes_nothing(digits, run):
    """Does a run give the same losses watched more often, and the same again?"""
    options = {"seed": 1, "normalization": "noisy batch", "activation": "relu", "steps": 40}
    again = watched_training.watch_network(digits, every=10, **options)
    last = [t[(t["step"] == 40) & (t["measure"] == "loss")]["value"].item() for t in (run, again)]
    assert last[0] == pytest.approx(last[1], rel=1e-5)


def test_other_normalizations_are_refused(digits):
    """Does an unknown name say which there are?"""
    with pytest.raises(ValueError, match="none, batch, noisy batch"):
        watched_training.watch_network(digits, seed=0, normalization="bn", steps=1, every=1)
