"""The walk through Keras models: does it see the same network, however it was written?"""

import numpy as np
import pytest

from course_utils import checks, model_checks
from course_utils.backend import load_keras

keras = load_keras()
L = keras.layers

RNG = np.random.default_rng(3)
STEPS = "Flatten → Dense 4 → BN → ReLU → Dense 10 → softmax"


def sequential():
    return keras.Sequential(
        [
            keras.Input((2, 3)),
            L.Flatten(),
            L.Dense(4),
            L.BatchNormalization(),
            L.ReLU(),
            L.Dense(10, activation="softmax"),
        ]
    )


def without_input():
    return keras.Sequential(sequential().layers)


def functional():
    inputs = keras.Input((2, 3))
    values = L.BatchNormalization()(L.Dense(4)(keras.ops.reshape(inputs, (-1, 6))))
    return keras.Model(inputs, keras.ops.softmax(L.Dense(10)(keras.ops.relu(values))))


def nested():
    hidden = keras.Sequential([L.Dense(4), L.BatchNormalization()])
    output = [L.Activation("relu"), L.Dense(10, activation=None), L.Softmax()]
    return keras.Sequential([keras.Input((2, 3)), L.Reshape((6,)), hidden, *output])


class Subclassed(keras.Model):
    """The network as a class, the way many tutorials write it."""

    def __init__(self):
        super().__init__()
        self.flatten = L.Flatten()
        self.hidden = L.Dense(4)
        self.bn = L.BatchNormalization()
        self.out = L.Dense(10, "softmax")

    def call(self, x):
        return self.out(keras.activations.relu(self.bn(self.hidden(self.flatten(x)))))


class ToldTheMode(Subclassed):
    """The same, but its call insists on the argument that `fit` passes."""

    def call(self, x, training):
        return self.out(keras.ops.relu(self.bn(self.hidden(self.flatten(x)), training=training)))


class Opaque(keras.Model):
    """A class whose work isn't done by Keras."""

    def call(self, x):
        return np.asarray(x) * 2


@pytest.mark.parametrize(
    "build", [sequential, without_input, functional, nested, Subclassed, ToldTheMode]
)
def test_same_network_in_another_style_reads_the_same(build):
    """Does each style of writing give one and the same list of steps?"""
    model = build()
    assert model_checks.layers(model_checks.operations(model, (2, 3))) == STEPS
    model_checks.check_layers(model, (2, 3), STEPS, "the network")


@pytest.mark.parametrize("kind", [Subclassed, ToldTheMode])
def test_a_model_class_is_opened_with_its_own_weights(kind):
    """Does the functional model behind a class share its weights, and follow the mode?"""
    model = kind()
    opened = model_checks.randomise(model_checks.opened(model, (2, 3)), RNG)
    x = RNG.normal(size=(5, 2, 3)).astype("float32")
    one, other = map(keras.ops.convert_to_numpy, (opened(x), model(x, training=False)))
    assert np.allclose(one, other)
    # A copy: on PyTorch the array shares the variable's memory.
    still = model.bn.moving_mean.numpy().copy()
    opened(x, training=True)
    assert not np.allclose(model.bn.moving_mean.numpy(), still)


def test_what_cannot_be_followed_says_so():
    """Does a class that leaves Keras get a message instead of a traceback?"""
    with pytest.raises(checks.CheckFailure, match="can't be followed"):
        model_checks.opened(Opaque(), (6,))


def test_shared_layer_stands_at_both_places():
    """Is a ReLU that is used twice listed twice?"""
    relu, inputs = L.ReLU(), keras.Input((3,))
    model = keras.Model(inputs, relu(L.Dense(2)(relu(L.Dense(5)(inputs)))))
    steps = model_checks.layers(model_checks.operations(model))
    assert steps == "Dense 5 → ReLU → Dense 2 → ReLU"


def test_relu_with_an_upper_bound_is_another_activation():
    """Is ReLU(6) told from ReLU()?"""
    model = keras.Sequential([keras.Input((3,)), L.Dense(2), L.ReLU(6.0)])
    assert "ReLU with options" in model_checks.layers(model_checks.operations(model))


@pytest.mark.parametrize("answer", [None, 3, "model"])
def test_what_is_no_model_is_refused(answer):
    """Is anything but a model refused with a message that says what came?"""
    with pytest.raises(checks.CheckFailure, match="Keras model"):
        model_checks.operations(answer)


def test_branches_are_refused():
    """Is a model that isn't one chain refused?"""
    inputs = keras.Input((3,))
    model = keras.Model(inputs, L.Add()([L.Dense(2)(inputs), L.Dense(2)(inputs)]))
    with pytest.raises(checks.CheckFailure, match="one chain"):
        model_checks.operations(model)


@pytest.mark.parametrize(
    ("loss", "fits"),
    [
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), True),
        (keras.losses.SparseCategoricalCrossentropy(), False),
        ("sparse_categorical_crossentropy", False),
        ("mse", False),
    ],
)
def test_loss_is_told_by_what_it_returns(loss, fits):
    """Does only the cross-entropy of logits and integer labels pass?"""
    model = sequential()
    model.compile("adam", loss)
    try:
        model_checks.check_loss(model, (2, 3), np.random.default_rng(0), "the network")
    except checks.CheckFailure:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(
    ("metrics", "fits"),
    [
        (["accuracy"], True),
        (["acc"], True),
        ([keras.metrics.SparseCategoricalAccuracy(name="share")], True),
        (["sparse_top_k_categorical_accuracy", "accuracy"], True),
        ([keras.metrics.Accuracy()], False),
        (["categorical_accuracy"], False),
        (None, False),
    ],
)
def test_accuracy_is_told_by_what_it_returns(metrics, fits):
    """Does only the share of right predictions pass, under whatever name?"""
    model = sequential()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(), metrics=metrics)
    try:
        model_checks.check_accuracy(model, (2, 3), np.random.default_rng(0), "the network")
    except checks.CheckFailure:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(
    ("loss", "right"),
    [
        ("categorical_crossentropy", True),
        (keras.losses.CategoricalCrossentropy(), True),
        (keras.losses.CategoricalCrossentropy(from_logits=True), False),
        (keras.losses.CategoricalCrossentropy(label_smoothing=0.1), False),
        ("sparse_categorical_crossentropy", False),
        ("binary_crossentropy", False),
        ("mean_squared_error", False),
        (None, False),
    ],
)
def test_only_the_cross_entropy_of_one_hot_labels_passes(loss, right):
    """Are other losses, and none, refused?"""
    model = sequential()
    if loss:
        model.compile("adam", loss)
    if right:
        model_checks.check_loss(model, (2, 3), RNG, "it", one_hot=True)
    else:
        with pytest.raises(checks.CheckFailure, match=r"loss|not compiled"):
            model_checks.check_loss(model, (2, 3), RNG, "it", one_hot=True)


@pytest.mark.parametrize(
    ("metric", "right"),
    [("accuracy", True), ("categorical_accuracy", True), ("sparse_categorical_accuracy", False)],
)
def test_only_the_accuracy_of_one_hot_labels_passes(metric, right):
    """Is the accuracy of integer labels refused where labels are one-hot?"""
    model = sequential()
    model.compile("adam", "categorical_crossentropy", metrics=[metric])
    if right:
        model_checks.check_accuracy(model, (2, 3), RNG, "it", one_hot=True)
    else:
        with pytest.raises(checks.CheckFailure, match="lack the accuracy"):
            model_checks.check_accuracy(model, (2, 3), RNG, "it", one_hot=True)


def drop_batch_norm(model):
    kept = [step for step in model.layers if not isinstance(step, L.BatchNormalization)]
    return keras.Sequential([keras.Input(model.input_shape[1:]), *kept])


@pytest.mark.parametrize(
    ("fold", "told"), [(lambda model: model, "layers"), (drop_batch_norm, "predictions")]
)
def test_what_is_not_folded_is_refused(fold, told):
    """Is the model itself refused for its BN, and one without BN for other predictions?"""
    rng = np.random.default_rng(2)
    model = model_checks.randomise(sequential(), rng)
    with pytest.raises(checks.CheckFailure, match=f"the folded model's {told}|the {told} of"):
        model_checks.check_folded(fold, model, rng, "the network")


@pytest.mark.parametrize(
    "tanh", [L.Activation("tanh"), keras.ops.tanh, keras.activations.tanh], ids=["layer", "op", "f"]
)
def test_activations_have_one_name(tanh):
    """Is tanh called the same as a layer, an operation and a function?"""
    inputs = keras.Input((3,))
    model = keras.Model(inputs, tanh(L.Dense(2)(inputs)))
    assert model_checks.layers(model_checks.operations(model)) == "Dense 2 → tanh"


def test_randomised_models_repeat():
    """Does the same generator give the same weights, and none at its start value?"""
    one, other = (model_checks.randomise(sequential(), np.random.default_rng(1)) for _ in range(2))
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b) and not np.isin(a, (0.0, 1.0)).any()


def test_a_step_changes_what_would_be_trained_and_nothing_else():
    """Do Dense and BN move, frozen layers and statistics not, and is the loss the one before?"""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(3, name="free"),
            layers.BatchNormalization(name="bn"),
            layers.Dense(3, name="frozen", trainable=False),
            layers.BatchNormalization(name="frozen_bn", trainable=False),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    rng = np.random.default_rng(0)
    x, labels = rng.normal(3.0, 1.0, (8, 4)).astype("float32"), rng.integers(0, 3, 8)
    expected = float(loss(labels, model(x, training=True)))
    before = {weight.path: weight.numpy().copy() for weight in model.weights}
    assert model_checks.train_step(model, x, labels, rng) == pytest.approx(expected, rel=1e-5)
    changed = {
        weight.path.split("/", 1)[-1]
        for weight in model.weights
        if not np.array_equal(weight.numpy(), before[weight.path])
    }
    assert changed == {
        *("free/kernel", "free/bias", "bn/gamma", "bn/beta"),
        *("bn/moving_mean", "bn/moving_variance"),
    }
    assert int(np.asarray(model.optimizer.iterations)) == 1
