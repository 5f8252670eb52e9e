"""`fit` trains as plain Keras does, leaves the model usable, and histories become tidy tables."""

import random
import threading
import time

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


# A bias before BN has a gradient of rounding noise alone. Adam's usual epsilon of 1e-7 scales that
# noise up to whole steps, in Keras's own XLA too; a larger one lets all other weights be compared.
OPTIMIZERS = {
    "adam": lambda: keras.optimizers.Adam(1e-3, epsilon=1e-4),
    "momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("name", models.PRESETS)
def test_the_same_order_gives_the_weights_of_keras(digits, name, batch_norm, optimizer):
    """Are weights, moving statistics and history those of `model.fit`, graph and XLA?"""
    preset = models.preset(name)
    low, high = preset.pixel_range
    x = data.prepare_images(digits.x_train[:500], low=low, high=high)
    x, y = x.reshape(-1, *preset.input_shape), digits.y_train[:500]

    def start():
        model = compiled(name, batch_norm)
        model.compile(OPTIMIZERS[optimizer](), loss=model.loss, metrics=["accuracy"])
        return model

    options = {"batch_size": 32, "validation_data": (x[:100], y[:100]), "shuffle": False}
    plain = start()
    expected = plain.fit(x, y, verbose=0, **options).history
    for jit in (False, True):
        model = start()
        got = training.fit(model, x, y, jit_compile=jit, **options).history
        assert list(got) == [*expected, "seconds"]
        for key in expected:
            np.testing.assert_allclose(got[key], expected[key], rtol=1e-4, err_msg=key)
        for one, other in zip(plain.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("jit", [False, True])
def test_a_seed_repeats_to_the_bit(small, jit):
    """Does the same seed give every bit again, and another seed another run?"""
    x, y, held_out = small

    def run(seed):
        model = compiled("dense64x2")
        options = {"epochs": 2, "validation_data": held_out, "seed": seed, "jit_compile": jit}
        history = training.fit(model, x, y, **options).history
        return {k: v for k, v in history.items() if k != "seconds"}, model.get_weights()

    (first, weights), (again, weights_again), (other, _) = run(1), run(1), run(2)
    assert first == again
    assert all(np.array_equal(a, b) for a, b in zip(weights, weights_again, strict=True))
    assert first != other


def test_without_a_seed_set_seed_decides(small):
    """Is a fit without a seed repeated by `set_seed`, and does it differ from the next one?"""
    x, y, _ = small
    losses = []
    for seed in (5, 5, 6):
        model = compiled("dense64x2")
        training.set_seed(seed)
        losses.append(training.fit(model, x, y).history["loss"][0])
    assert losses[0] == losses[1] != losses[2]


def test_every_example_is_seen_once_an_epoch(small):
    """Does each epoch use all examples, the last smaller batch included, in a new order?"""
    x, y, _ = small

    class Remember(keras.layers.Layer):
        def build(self, shape):
            self.total = self.add_weight(shape=(), initializer="zeros", trainable=False)
            self.batches = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, inputs, training=False):
            if training:
                self.total.assign_add(keras.ops.sum(inputs))
                self.batches.assign_add(1.0)
            return inputs

    seen = Remember()
    model = keras.Sequential([keras.layers.Flatten(), seen, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    training.fit(model, x, y, epochs=3, jit_compile=True)
    assert float(seen.batches) == 3 * 16
    assert float(seen.total) == pytest.approx(3 * x.sum(), rel=1e-4)


def test_callbacks_act_at_the_ends_of_epochs(small):
    """Do early stopping, a schedule of learning rates and one's own callback work as in Keras?"""
    x, y, held_out = small
    rates = []
    callbacks = [
        keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1)),
        keras.callbacks.EarlyStopping("loss", min_delta=10.0, patience=1),
        keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: rates.append(logs)),
    ]
    model = compiled("torch512x256")
    history = training.fit(
        model, x, y, epochs=5, validation_data=held_out, callbacks=callbacks
    ).history
    assert len(rates) == len(history["loss"]) == len(history["seconds"]) == 2
    assert float(model.optimizer.learning_rate) == pytest.approx(0.05)
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= rates[0].keys()


def test_the_progress_bar_counts_to_the_end(small, capsys):
    """Does verbose=1 show Keras's bar, up to the last step?"""
    x, y, _ = small
    training.fit(compiled("dense64x2"), x, y, verbose=1)
    assert "16/16" in capsys.readouterr().out


class OwnStep(keras.Model):
    """A model whose training step is its own."""

    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(10)
        self.steps = 0

    def call(self, x):
        return self.head(keras.ops.reshape(x, (-1, 784)))

    def train_step(self, *arguments):
        # Of the data alone on TensorFlow; on JAX the state comes first.
        self.steps += 1
        return super().train_step(*arguments)


class EachBatch(keras.callbacks.Callback):
    """Acts after each batch."""

    batches = 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1


def test_what_the_loop_cannot_take_goes_to_keras(small, capsys):
    """Are callbacks after batches and training steps of one's own honoured, and is that said?"""
    x, y, _ = small
    each = EachBatch()
    for _ in range(2):
        history = training.fit(compiled("dense64x2"), x, y, callbacks=[each]).history
    assert each.batches == 32
    assert len(history["seconds"]) == 1
    assert capsys.readouterr().out.count("EachBatch") == 1
    model = OwnStep()
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    training.fit(model, x, y)
    assert model.steps > 0
    assert "training step of the model's own" in capsys.readouterr().out


def test_a_model_compiled_anew_is_trained_anew(small):
    """Does another compile() with another loss or optimizer take effect at once?"""
    x, y, _ = small
    model = compiled("torch512x256")
    training.fit(model, x, y)
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(0.0), loss=model.loss)
    history = training.fit(model, x, y).history
    assert history["loss"]
    assert np.array_equal(before[0], model.get_weights()[0])


def test_frozen_layers_stay_as_they_are(small):
    """Does a layer frozen after a first fit keep its weights in the next one?"""
    x, y, _ = small
    model = compiled("dense64x2")
    training.fit(model, x, y)
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(model.optimizer.__class__(), loss=model.loss)
    before = model.get_weights()
    training.fit(model, x, y)
    changed = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert changed == [False] * (len(before) - 2) + [True] * 2


def test_steps_are_counted_and_measured_between(small):
    """Does train_steps stop where it is asked to, always at the end, and train in between?"""
    x, y, held_out = small
    losses = {}
    model = compiled("dense64x2")
    for step in training.train_steps(model, x, y, steps=50, every=20, seed=1):
        losses[step] = training.evaluate(model, *held_out)["loss"]
    assert list(losses) == [20, 40, 50]
    assert losses[50] < losses[20]
    model = compiled("dense64x2")
    assert list(training.train_steps(model, x, y, steps=50, every=(1, 7, 90), seed=1)) == [1, 7, 50]
    # Measuring in between changes nothing.
    assert training.evaluate(model, *held_out)["loss"] == losses[50]


def test_steps_refuse_what_the_loop_cannot_take(small):
    """Is a model with a step of its own refused, with the reason, and 0 steps too?"""
    x, y, _ = small
    model = OwnStep()
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with pytest.raises(ValueError, match="step of the model's own"):
        next(training.train_steps(model, x, y, steps=3))
    with pytest.raises(ValueError, match="steps must be"):
        next(training.train_steps(compiled("dense64x2"), x, y, steps=0))


def test_evaluate_is_keras_own(small):
    """Are loss and metrics those of `model.evaluate`, a last smaller part included?"""
    x, y, _ = small
    model = compiled("dense64x2")
    x, y = np.concatenate([x, x, x]), np.concatenate([y, y, y])
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    got = training.evaluate(model, x, y)
    assert got == pytest.approx(expected, rel=1e-5)


def test_model_is_as_before_afterwards(small):
    """Do predict_on_batch, plain fit, evaluate and saving work after the fast fit?"""
    x, y, held_out = small
    model = compiled("dense64x2")
    before = model.steps_per_execution, model.jit_compile
    training.fit(model, x, y, jit_compile=True)
    assert (model.steps_per_execution, model.jit_compile) == before
    assert model.predict_on_batch(x[:2]).shape == (2, 10)
    assert model.evaluate(*held_out, verbose=0)[0] > 0
    assert len(model.fit(x, y, verbose=0).history["loss"]) == 1
    assert len(keras.models.clone_model(model).get_weights()) == len(model.get_weights())


@pytest.mark.parametrize("name", ["dense64x2", "torch512x256"])
def test_a_restarted_model_trains_like_a_new_one(small, name):
    """Is every bit of history and weights that of a new model, Adam and momentum included?"""
    x, y, held_out = small
    preset = models.preset(name)
    options = {"batch_size": 32, "epochs": 2, "validation_data": held_out}
    again = training.Restartable(preset.build, preset.compile)
    for seed in (3, 4, 3):
        training.set_seed(seed)
        fresh = preset.compile(preset.build())
        expected = training.fit(fresh, x, y, seed=seed, **options).history
        model = again.start(seed)
        got = training.fit(model, x, y, seed=seed, **options).history
        assert {key: got[key] for key in expected if key != "seconds"} == {
            key: value for key, value in expected.items() if key != "seconds"
        }
        assert training.evaluate(model, *held_out) == training.evaluate(fresh, *held_out)
        for one, other in zip(fresh.get_weights(), model.get_weights(), strict=True):
            assert np.array_equal(one, other)


def test_restarting_also_restarts_noise(small):
    """Does a layer that draws noise begin at the same place with the same seed?"""
    x, y, _ = small

    def build():
        layers = [keras.Input((784,)), keras.layers.Dropout(0.5)]
        return keras.Sequential([*layers, keras.layers.Dense(10, "softmax")])

    def compile(model):
        model.compile("sgd", "sparse_categorical_crossentropy")
        return model

    again = training.Restartable(build, compile)
    losses = [training.fit(again.start(s), x, y, seed=s).history["loss"] for s in (1, 2, 1)]
    assert losses[0] == losses[2] != losses[1]


def test_others_random_numbers_change_no_weights():
    """Are initial weights those of the seed, whatever a thread of others draws meanwhile?"""
    preset = models.preset("dense64x2")

    def build():
        model = preset.build()
        built.append(threading.Thread(target=lambda: [random.random() for _ in range(len(built))]))
        built[-1].start()
        built[-1].join()
        return keras.Sequential([model, keras.layers.Dense(10)])

    built = []
    again = training.Restartable(build, preset.compile)
    first, second = ([w.copy() for w in again.start(3).get_weights()] for _ in range(2))
    for one, other in zip(first, second, strict=True):
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


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="times TensorFlow's loop")
def test_a_block_of_steps_is_compiled_once(small):
    """Do later blocks of steps run what XLA has compiled for the first, wherever they lie?"""
    x, y, _ = small
    model = compiled("dense64x2")
    clock, seconds = time.perf_counter(), []
    stops = [5, 12, 16]
    for _ in training.train_steps(
        model, x, y, steps=16, batch_size=32, every=stops, jit_compile=True
    ):
        seconds.append(time.perf_counter() - clock)
        clock = time.perf_counter()
    assert max(seconds[1:]) < seconds[0] / 4
