"""Backward passes with paths left out: exact where they should be, wrong where they should be."""

import numpy as np
import pytest

from course_utils.backend import load_keras
from course_utils.gradient_paths import Withheld, backward_without, withheld

EPSILON = 0.3


def drawn(m: int = 7, d: int = 3):
    """dy, x and gamma, one factor negative."""
    rng = np.random.default_rng(4)
    return rng.normal(size=(m, d)), rng.normal(2.0, 3.0, size=(m, d)), np.array([0.5, -2.0, 1.5])


def by_framework(*missing):
    """dx, dgamma, dbeta of TensorFlow's tape, the missing statistics behind stop_gradient."""
    load_keras()
    import tensorflow as tf

    dy, x, gamma = (tf.constant(values) for values in drawn())
    beta = tf.zeros_like(gamma)
    with tf.GradientTape() as tape:
        tape.watch([x, gamma, beta])
        mean = tf.reduce_mean(x, axis=0)
        variance = tf.reduce_mean((x - mean) ** 2, axis=0)
        mean = tf.stop_gradient(mean) if "mean" in missing else mean
        variance = tf.stop_gradient(variance) if "variance" in missing else variance
        y = gamma * (x - mean) / tf.sqrt(variance + EPSILON) + beta
        loss = tf.reduce_sum(dy * y)
    return [gradient.numpy() for gradient in tape.gradient(loss, [x, gamma, beta])]


@pytest.mark.parametrize("missing", [(), ("mean",), ("variance",), ("mean", "variance")])
def test_gradients_are_those_of_automatic_differentiation(missing):
    """Does a missing path mean the same as stop_gradient around its statistic?"""
    dy, x, gamma = drawn()
    for ours, theirs in zip(
        backward_without(*missing)(dy, x, gamma, EPSILON), by_framework(*missing), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


def test_a_batch_of_one_has_no_gradient_where_the_mean_is_not_forgotten():
    """Is dx 0 for m = 1 with the mean's path, and dy·γ/√ε without?"""
    one = np.array([[2.0]])
    assert backward_without()(one, one, 3.0, 0.25)[0].item() == 0
    assert backward_without("mean")(one, one, 3.0, 0.25)[0].item() == pytest.approx(12.0)


def test_float32_results_are_rounded():
    """Does dtype set that of all three gradients, near the float64 ones?"""
    dy, x, gamma = drawn()
    exact = backward_without()(dy, x, gamma, EPSILON)
    rounded = backward_without(dtype=np.float32)(dy, x, gamma, EPSILON)
    assert {gradient.dtype for gradient in rounded} == {np.dtype(np.float32)}
    for one, other in zip(exact, rounded, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_inputs_are_left_alone_and_other_names_refused():
    """Are dy and x unchanged, and is an unknown path an error?"""
    dy, x, gamma = drawn()
    before = dy.copy(), x.copy()
    backward_without("mean")(dy, x, gamma, EPSILON)
    assert np.array_equal(dy, before[0]) and np.array_equal(x, before[1])
    with pytest.raises(ValueError, match="gamma"):
        backward_without("gamma")


def test_withheld_functions_refuse_but_for_those_handed_over():
    """Is every function refused in the context, whenever it was made, and allowed again after?"""
    dy, x, gamma = drawn()
    handed, older = backward_without("mean"), backward_without()
    with withheld(handed):
        assert handed(dy, x, gamma, EPSILON)[0].shape == dy.shape
        for backward in (older, backward_without("mean")):
            with pytest.raises(Withheld, match="write it yourself"):
                backward(dy, x, gamma, EPSILON)
        with withheld(), pytest.raises(Withheld):
            handed(dy, x, gamma, EPSILON)
        handed(dy, x, gamma, EPSILON)
    with pytest.raises(KeyError), withheld():
        raise KeyError
    older(dy, x, gamma, EPSILON)
