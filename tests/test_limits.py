"""Runs that break batch statistics, and fine-tuning with frozen ones."""

import numpy as np
import pytest

from course_utils import limits
from course_utils.backend import load_keras


@pytest.fixture(scope="module")
def few(digits):
    """Digits for quick runs."""
    from dataclasses import replace

    return replace(
        digits,
        x_train=digits.x_train[:1500],
        y_train=digits.y_train[:1500],
        x_test=digits.x_test[:500],
        y_test=digits.y_test[:500],
    )


def test_company_matters_to_batch_statistics_alone(few):
    """Is the accuracy the same in any company with moving statistics, and not with the batch's?"""
    found = limits.accuracy_by_company(few, seed=1, normalization="batch", steps=150)
    by = found.set_index(["statistics", "company"])["accuracy"]
    assert by["inference", "mixed"] == pytest.approx(by["inference", "one class"])
    assert by["batch", "one class"] < by["batch", "mixed"] - 0.3


def test_layer_normalization_does_not_look_at_the_batch(few):
    """Are all four accuracies of a network with LayerNorm the same?"""
    found = limits.accuracy_by_company(few, seed=1, normalization="layer", steps=20)
    assert found["accuracy"].nunique() == 1


def test_predicting_in_batches_leaves_the_model_as_it_is():
    """Do predictions in training mode leave the moving statistics alone?"""
    keras = load_keras()
    model = keras.Sequential([keras.Input((3,)), keras.layers.BatchNormalization()])
    before = model.get_weights()
    x = np.arange(12, dtype="float32").reshape(4, 3)
    outputs = limits.predict_in_batches(model, x, [np.array([2, 0]), np.array([1])], training=True)
    assert outputs.shape == (3, 3)
    np.testing.assert_allclose(outputs[2], 0, atol=1e-6)
    assert all(map(np.array_equal, before, model.get_weights()))


def test_frozen_statistics_stay_and_others_move(few):
    """Do the moving statistics stay while BN is frozen, and move otherwise?"""
    found = limits.fine_tune(few, seed=1, change="moved", images=16, epochs=1, steps=60)
    moved = found[found["metric"] != "accuracy"].set_index("strategy")["value"]
    assert moved["frozen"] == moved["as it is"] == 0
    assert moved["moving"] > 0.01 and moved["new statistics only"] > 0.01


def test_new_statistics_are_those_of_the_images(few):
    """After new statistics are taken, is each BN's output on those images normalised?"""
    keras = load_keras()
    model = limits._network("batch", frozen=False).start(3)
    x = few.x_train[:64].reshape(64, -1).astype("float32") / 100
    limits._estimate_statistics(model, x)
    values = x
    for layer in model.layers:
        values = layer(values, training=False)
        if isinstance(layer, keras.layers.BatchNormalization):
            result = keras.ops.convert_to_numpy(values)
            np.testing.assert_allclose(result.mean(axis=0), 0, atol=1e-3)


def test_changes_do_what_they_are_called():
    """Is a moved image moved to the right, and one of low contrast between 0.3 and 0.7?"""
    image = np.zeros((1, 28, 28), "float32")
    image[0, 5, 10] = 1.0
    moved = limits.changed(image.reshape(1, -1), "moved").reshape(28, 28)
    assert moved[5, 12] == 1.0 and moved.sum() == 1.0
    faint = limits.changed(image.reshape(1, -1), "low contrast")
    assert faint.min() == pytest.approx(0.3) and faint.max() == pytest.approx(0.7)
    with pytest.raises(ValueError, match="Unknown change"):
        limits.changed(image, "negative")
