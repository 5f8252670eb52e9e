"""The benchmarks compare like with like, and README shows what they wrote."""

import sys

import numpy as np
import pytest
from conftest import ROOT

from course_utils import models
from course_utils.backend import load_keras

sys.path.insert(0, str(ROOT / "benchmarks"))
import budget
import numpy_loop

keras = load_keras()


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_numpy_loop_computes_what_keras_does(batch_norm):
    """Do losses and weights of the loop in NumPy follow Keras's over thirty steps?"""
    rng = np.random.default_rng(0)
    x = rng.random((960, 784), dtype=np.float32)
    y = rng.integers(10, size=960)
    place = "before_activation" if batch_norm else "none"
    weights = numpy_loop.initial(rng, 784, 128, 10)
    model = models.preset("dense128").compile(models.build_mlp((128,), batch_norm=place))
    names = ["kernel_1", "bias_1", *(["gamma", "beta"] if batch_norm else [])]
    values = [weights[name].copy() for name in [*names, "kernel_2", "bias_2"]]
    first, last = model.layers[0], model.layers[-1]
    first.set_weights(values[:2])
    last.set_weights(values[-2:])
    network = numpy_loop.Network(weights, batch_norm)
    for start in range(0, 960, 32):
        batch = slice(start, start + 32)
        model.reset_metrics()
        expected = float(model.train_on_batch(x[batch], y[batch])[0])
        assert network.step(x[batch], y[batch]) == pytest.approx(expected, rel=1e-3)
    assert np.abs(network.weights["kernel_2"] - last.get_weights()[0]).max() < 1e-3
    if batch_norm:
        # Not the moving mean: the bias in front of BN has no gradient but rounding, of which Adam
        # makes steps of full length, and the mean follows it.
        moving_variance = model.layers[1].get_weights()[3]
        np.testing.assert_allclose(network.moving[1], moving_variance, rtol=1e-3)


def test_readme_shows_what_was_measured():
    """Is README's table, and the page it links, written from what `make bench` stored?"""
    stored = budget.read()
    assert stored
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert budget.with_table(readme, stored) == readme
    assert budget.PAGE.read_text(encoding="utf-8") == budget.page(stored)
