"""Does a framework call in a NumPy exercise earn nothing, and is the student told so?"""

import functools
import gc
import threading

import numpy as np
import pytest

from course_utils import checks
from course_utils.backend import load_keras

keras = load_keras()


def normalise(x):
    """A right answer."""
    return (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-3)


def by_layer(x):
    """Leaves the work to Keras's layer."""
    layer = keras.layers.BatchNormalization()
    return np.asarray(layer(x.astype("float32"), training=True))


def by_operation(x):
    """Leaves the work to TensorFlow's function, through an import of its own."""
    import tensorflow as tf

    mean, variance = tf.nn.moments(tf.constant(x), axes=[0])
    return tf.nn.batch_normalization(x, mean, variance, None, None, 1e-3).numpy()


def by_automatic_differentiation(x):
    """Asks TensorFlow for a gradient."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        value = tf.Variable(x)
        loss = tf.reduce_sum(value**2)
    return tape.gradient(loss, value).numpy()


def helper(x):
    return keras.ops.mean(x, axis=0)


def through_a_helper(x):
    """Hides the call in another function and swallows what it raises."""
    try:
        return x - np.asarray(helper(x))
    except Exception:
        return x


def in_a_thread(x):
    """Has another thread do it."""
    results = []
    thread = threading.Thread(target=lambda: results.append(by_layer(x)))
    thread.start()
    thread.join()
    return results[0]


@functools.wraps(by_operation)
def wrapped(x):
    return by_operation(x)


INPUTS = np.random.default_rng(0).normal(size=(8, 3))


@pytest.mark.parametrize(
    "answer",
    [
        by_layer,
        by_operation,
        by_automatic_differentiation,
        through_a_helper,
        in_a_thread,
        wrapped,
        functools.partial(by_layer),
        functools.partial(np.apply_along_axis, helper, 0),
        keras.ops.mean,
        keras.layers.BatchNormalization(),
    ],
)
def test_a_framework_call_fails_and_is_named(answer):
    """Does every way to a framework fail, whatever the result, and say what was called?"""
    with (
        pytest.raises(checks.CheckFailure, match="to be written in NumPy") as failure,
        checks.exercise(answer, unit="01_preprocessing", name="answer", numpy_only=True),
    ):
        answer(INPUTS)
    assert "keras" in str(failure.value) or "tensorflow" in str(failure.value)


def test_the_line_of_the_answer_is_shown():
    """Is the student shown the line that left NumPy?"""
    with (
        pytest.raises(checks.CheckFailure, match=r"keras\.layers\.BatchNormalization\(\)"),
        checks.exercise(by_layer, unit="01_preprocessing", numpy_only=True),
    ):
        by_layer(INPUTS)


def test_the_test_may_compare_with_a_framework():
    """May the test call Keras itself, also in a helper of its own?"""
    with checks.exercise(normalise, unit="01_preprocessing", numpy_only=True):
        layer = keras.layers.BatchNormalization()
        wanted = np.asarray(layer(INPUTS.astype("float32"), training=True))
        checks.close(normalise(INPUTS), wanted, "normalise", atol=1e-5)
        checks.close(normalise(INPUTS) * 0, np.asarray(helper(INPUTS)) * [0, 0, 0] * INPUTS, "zero")


def test_an_exercise_without_the_rule_may_use_keras():
    """Is nothing watched where NumPy is not asked for?"""
    with checks.exercise(by_layer, unit="01_preprocessing"):
        checks.shape(by_layer(INPUTS), (8, 3), "by_layer(x)")


def test_a_wrong_answer_in_numpy_hears_what_is_wrong():
    """Does an answer that stays in NumPy still get the check's own message?"""
    with (
        pytest.raises(checks.CheckFailure, match="expected"),
        checks.exercise(normalise, unit="01_preprocessing", numpy_only=True),
    ):
        checks.close(normalise(INPUTS), INPUTS, "normalise(x)")


def test_a_framework_that_cleans_up_is_no_call_of_the_answers():
    """Is a right answer right where Python collects garbage meanwhile, and JAX has a part in it?"""
    names = {"__name__": "jax._src.lib"}
    exec("def clean_up(*_):\n    return done()\ndef done():\n    return len('done')", names)
    seen = []
    names["done"] = functools.partial(seen.append, 1)

    def collecting(x):
        gc.collect()
        return normalise(x)

    # The list itself: another one would ask nobody.
    gc.callbacks.append(names["clean_up"])
    try:
        with checks.exercise(collecting, unit="none", numpy_only=True):
            collecting(np.array([[1.0], [3.0]]))
    finally:
        gc.callbacks.remove(names["clean_up"])
    assert seen
