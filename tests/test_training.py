"""`fit` gives plain Keras's history, leaves the model usable, and histories become tidy tables."""

import numpy as np
import pytest

from course_utils import data, models, training
from course_utils.backend import load_keras

keras = load_keras()


@pytest.fixture(scope="module")
def small(digits):
    """500 digits: 16 batches of 32, the last one smaller."""
    x = data.prepare_images(digits.x_train[:500])
    return x, digits.y_train[:500], (x[:100], digits.y_train[:100])


def compiled(name: str, batch_norm: bool = True):
    preset = models.preset(name)
    training.set_seed(7)
    return preset.compile(preset.build(batch_norm))


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("name", ["dense64x2", "torch512x256"])
def test_history_is_keras_own_to_the_bit(small, name, batch_norm):
    """Does whole epochs per execution change no bit of history or weights?"""
    x, y, held_out = small
    plain = compiled(name, batch_norm)
    training.set_seed(1)
    expected = plain.fit(x, y, batch_size=32, epochs=2, validation_data=held_out, verbose=0)
    fast = compiled(name, batch_norm)
    got = training.fit(
        fast, x, y, epochs=2, validation_data=held_out, seed=1, jit_compile=False
    ).history
    assert {key: got[key] for key in expected.history} == expected.history
    for one, other in zip(plain.get_weights(), fast.get_weights(), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_xla_differs_by_rounding_alone(small, batch_norm):
    """Is the loss with XLA the same to five digits over two epochs?"""
    x, y, held_out = small
    runs = []
    for jit in (False, True):
        model = compiled("dense64x2", batch_norm)
        runs.append(
            training.fit(
                model, x, y, epochs=2, validation_data=held_out, seed=1, jit_compile=jit
            ).history
        )
    for key in ("loss", "val_loss"):
        np.testing.assert_allclose(runs[1][key], runs[0][key], rtol=1e-4)


def test_model_is_as_before_afterwards(small):
    """Do predict_on_batch, plain fit and evaluate work after the fast fit?"""
    x, y, held_out = small
    model = compiled("dense64x2")
    before = model.steps_per_execution, model.jit_compile
    training.fit(model, x, y, jit_compile=True)
    assert (model.steps_per_execution, model.jit_compile) == before
    assert model.predict_on_batch(x[:2]).shape == (2, 10)
    assert model.evaluate(*held_out, verbose=0)[0] > 0
    assert len(model.fit(x, y, verbose=0).history["loss"]) == 1


@pytest.mark.parametrize("name", ["dense64x2", "torch512x256"])
def test_a_restarted_model_trains_like_a_new_one(small, name):
    """Is every bit of history and weights that of a new model, Adam and momentum included?"""
    x, y, held_out = small
    preset = models.preset(name)
    options = {"batch_size": 32, "epochs": 2, "validation_data": held_out, "verbose": 0}
    again = training.Restartable(preset.build, preset.compile)
    for seed in (3, 4, 3):
        training.set_seed(seed)
        plain = preset.compile(preset.build())
        training.set_seed(seed)
        expected = plain.fit(x, y, **options).history
        model = again.start(seed)
        got = training.fit(model, x, y, seed=seed, keep_compiled=True, **options).history
        assert {key: got[key] for key in expected} == expected
        assert model.evaluate(*held_out, verbose=0) == plain.evaluate(*held_out, verbose=0)
        for one, other in zip(plain.get_weights(), model.get_weights(), strict=True):
            assert np.array_equal(one, other)


def test_each_epoch_is_timed(small):
    """Has every epoch its seconds, validation left out?"""
    x, y, held_out = small
    seconds = training.fit(compiled("dense64x2"), x, y, epochs=3, validation_data=held_out).history[
        "seconds"
    ]
    assert len(seconds) == 3
    assert all(value > 0 for value in seconds)


def test_one_batch_an_epoch_trains(small):
    """Does a batch larger than the data train, as in Keras?"""
    x, y, _ = small
    assert len(training.fit(compiled("dense64x2"), x, y, batch_size=1000).history["loss"]) == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"batch_size": 0}, "batch_size"),
        ({"batch_size": 1.5}, "batch_size"),
        ({"epochs": 0}, "epochs"),
        ({"epochs": -1}, "epochs"),
    ],
)
def test_impossible_numbers_are_refused(small, options, says):
    """Is each impossible number an error before anything is trained?"""
    x, y, _ = small
    with pytest.raises(ValueError, match=says):
        training.fit(compiled("dense64x2"), x, y, **options)


def test_uncompiled_models_and_unequal_data_are_refused(small):
    """Do a model without compile, and x and y of different lengths, say what to do?"""
    x, y, _ = small
    with pytest.raises(ValueError, match=r"model\.compile"):
        training.fit(models.build_mlp(), x, y)
    with pytest.raises(ValueError, match="one label an example"):
        training.fit(compiled("dense64x2"), x, y[1:])


def test_history_becomes_a_tidy_table():
    """Is every value one row, with its labels, split and unit?"""
    frame = training.history_frame(
        {"loss": [2.0, 1.0], "val_accuracy": [0.5, 0.6], "seconds": [3.0, 0.1]},
        run="a", seed=4, preset="dense128", batch_norm=True, batch_size=32,
        test={"accuracy": 0.7},
    )  # fmt: skip
    assert tuple(frame.columns) == training.HISTORY_COLUMNS
    rows = set(frame[["epoch", "metric", "split", "value"]].itertuples(index=False, name=None))
    assert rows == {
        (1, "loss", "train", 2.0),
        (2, "loss", "train", 1.0),
        (1, "accuracy", "validation", 0.5),
        (2, "accuracy", "validation", 0.6),
        (1, "seconds", "train", 3.0),
        (2, "seconds", "train", 0.1),
        (2, "accuracy", "test", 0.7),
    }
    labels = frame[["run", "seed", "preset", "batch_norm", "batch_size"]].drop_duplicates()
    assert labels.to_numpy().tolist() == [["a", 4, "dense128", True, 32]]
