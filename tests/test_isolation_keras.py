"""Keras across the boundary: models, layers, optimisers, and what is forged of them."""

import numpy as np
import pytest
from boundary import End, crossed
from forked_workers import ForkedSandbox

from course_utils.backend import load_keras

keras = load_keras()

from course_utils import model_checks  # noqa: E402
from course_utils.grading.isolation.frames import ProtocolError  # noqa: E402
from course_utils.grading.isolation.limits import Limits  # noqa: E402
from course_utils.grading.isolation.peer import TRUSTED, WORKER  # noqa: E402
from course_utils.grading.isolation.session import Session  # noqa: E402
from course_utils.grading.isolation.values import CannotCross, Decoder, Encoder  # noqa: E402

L = keras.layers


def compiled(model):
    """The model, compiled with settings that aren't the defaults."""
    model.compile(
        keras.optimizers.SGD(0.05, momentum=0.8, nesterov=True),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(3, name="top")],
        run_eagerly=True,
    )
    return model


def sequential():
    """A Sequential with most of what a student uses."""
    return keras.Sequential(
        [
            keras.Input((4, 3)),
            L.Flatten(),
            L.Dense(8, use_bias=False, kernel_initializer="he_normal", name="first"),
            L.BatchNormalization(momentum=0.5, epsilon=np.float32(1e-5)),
            L.Activation("relu"),
            L.Dropout(0.3),
            L.Dense(6, activation=L.ReLU(), kernel_regularizer="l2"),
            keras.Sequential([L.Dense(5, "tanh"), L.LayerNormalization()]),
            L.Dense(10),
        ],
        name="student",
    )


def functional():
    """A functional model with operations and a layer called twice."""
    inputs = keras.Input((4, 3))
    x = L.Reshape((12,))(inputs)
    shared = L.Dense(12)
    x = keras.activations.relu(shared(shared(x)))
    x = L.Concatenate()([x, keras.ops.tanh(x * 2.0 + 1)])
    return keras.Model(inputs, keras.ops.softmax(L.Dense(10)(x), axis=-1))


@pytest.mark.parametrize("make", [sequential, functional])
def test_models_cross_with_what_they_have_learnt(make):
    """Do structure, weights, flags, compilation and the optimiser's state arrive?"""
    model = compiled(make())
    model.layers[2].trainable = False
    x = np.random.default_rng(0).normal(size=(16, 4, 3)).astype("float32")
    model.train_on_batch(x, np.arange(16) % 10)
    got = crossed(model)
    assert type(got) is type(model)
    one, other = (
        model_checks.described(model_checks.operations(m)) if make is sequential else ""
        for m in (model, got)
    )
    assert one == other
    assert [layer.name for layer in got.layers] == [layer.name for layer in model.layers]
    assert [layer.trainable for layer in got.layers] == [layer.trainable for layer in model.layers]
    np.testing.assert_allclose(got(x), model(x), rtol=1e-5, atol=1e-6)
    assert got.optimizer.get_config() == model.optimizer.get_config()
    assert int(got.optimizer.iterations) == 1
    labels = (np.arange(16) + 3) % 10
    assert got.evaluate(x, labels, verbose=0) == pytest.approx(
        model.evaluate(x, labels, verbose=0), rel=1e-4
    )
    before = [np.asarray(variable) for variable in model.optimizer.variables]
    for mine, theirs in zip(before, got.optimizer.variables, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6)


def test_a_model_to_be_built_starts_with_the_weights_that_were_drawn():
    """Has a model without an Input the initial weights there that it would have had here?"""
    keras.utils.set_random_seed(3)
    model = keras.Sequential([L.Dense(5), L.Dense(2)])
    got = crossed(model)
    x = np.ones((2, 3), "float32")
    assert np.array_equal(model(x), got(x))
    # And a copy of it draws its own.
    again = keras.models.clone_model(got)
    assert not np.array_equal(again(x), got(x))


def test_decoding_draws_no_random_numbers():
    """Are Python's random numbers the same after a model has arrived?"""
    import random

    model = sequential()
    random.seed(1)
    expected = random.random()
    random.seed(1)
    crossed(model)
    assert random.random() == expected


def test_models_that_share_layers_share_them():
    """Do two models in one message that share a layer share it on the other side?"""
    first = keras.Sequential([keras.Input((2,)), L.Dense(3), L.Dense(1)])
    second = keras.Sequential([keras.Input((2,)), first.layers[0]])
    one, other = crossed((first, second))
    assert other.layers[0] is one.layers[0]


def test_changes_of_a_model_come_back():
    """Are weights, flags, settings, layers and compilation that change there changed here?"""
    worker, trusted = End(WORKER), End(TRUSTED)
    model = crossed(sequential(), worker, trusted)
    (theirs,) = (
        e.object for e in worker.shared.active() if e.tag == "ks" and e.object.name == "student"
    )
    theirs.layers[1].set_weights([np.ones((12, 8))])
    theirs.layers[2].trainable = False
    theirs.layers[2].momentum = 0.75
    theirs.pop()
    compiled(theirs)
    encoder = Encoder(worker)
    tree = encoder.value(theirs)
    same = Decoder(trusted, encoder.buffers).message(tree, encoder.objects())
    assert same is model and len(model.layers) == len(theirs.layers)
    assert (np.asarray(model.layers[1].kernel) == 1).all()
    assert model.layers[2].trainable is False and model.layers[2].momentum == 0.75
    assert model.compiled and model.optimizer.momentum == 0.8
    assert model(np.zeros((1, 4, 3), "float32")).shape == (1, 5)


def test_an_unchanged_model_is_sent_once():
    """Does a model that both sides know cost nothing but its handle?"""
    worker = End(WORKER)
    model = compiled(sequential())
    encoder = Encoder(worker)
    encoder.value(model)
    assert encoder.objects() and encoder.buffers
    again = Encoder(worker)
    again.value(model)
    assert again.objects() == [] and again.buffers == []


def test_layers_and_tensors_cross_alone():
    """Do a built layer and a tensor arrive, with type and numbers?"""
    layer = L.BatchNormalization(momentum=0.75)
    layer.build((None, 3))
    layer.moving_mean.assign([1, 2, 3])
    got = crossed(layer)
    assert type(got) is L.BatchNormalization and got.momentum == 0.75
    assert np.asarray(got.moving_mean).tolist() == [1, 2, 3]
    tensor = keras.ops.convert_to_tensor(np.arange(3, dtype="float64"))
    got = crossed(tensor)
    assert type(got) is type(tensor) and got.dtype == tensor.dtype
    assert np.asarray(crossed(layer.gamma)).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    "layer, shape",
    [
        (L.BatchNormalization(scale=False), (None, 4)),
        (L.Dense(3, dtype="float16"), (None, 4)),
        (L.Dense(3, dtype="mixed_bfloat16"), (None, 4)),
        (L.SeparableConv1D(3, 2), (None, 5, 4)),
        (L.LSTM(3, dropout=0.2, recurrent_dropout=0.1), (None, 5, 4)),
        (L.Bidirectional(L.GRU(3)), (None, 5, 4)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_each_variable_gets_its_own_values(layer, shape):
    """Is every variable there what it was here, in layers that have many, of many types?"""
    layer.build(shape)
    rng = np.random.default_rng(0)
    for variable in layer.weights:
        variable.assign(rng.normal(size=variable.shape))
    got = crossed(layer)
    assert [v.name for v in got.variables] == [v.name for v in layer.variables]
    for mine, theirs in zip(layer.variables, got.variables, strict=True):
        assert mine.dtype == theirs.dtype and mine.trainable == theirs.trainable
        assert np.array_equal(
            *(
                np.asarray(keras.ops.cast(v, "float32" if "float" in v.dtype else v.dtype))
                for v in (mine, theirs)
            )
        )
    before = np.asarray(keras.ops.cast(got.weights[0], "float32"))
    got.weights[0].assign(got.weights[0] + 1)
    assert np.allclose(np.asarray(keras.ops.cast(got.weights[0], "float32")), before + 1, rtol=0.02)


def test_layers_of_the_students_own_are_named_and_not_called():
    """Is a layer of an own class, or a Lambda, seen by its name, and is calling it refused?"""

    class Twice(L.Layer):
        def call(self, x):
            return 2 * x

    class BatchNormalization(L.Layer):
        def call(self, x):
            return x

    model = keras.Sequential(
        [keras.Input((3,)), Twice(), L.Lambda(lambda x: x + 1), BatchNormalization()]
    )
    got = crossed(model)
    kinds = model_checks.layers(model_checks.operations(got))
    assert kinds == "Twice → Lambda → BatchNormalization_of_its_own"
    with pytest.raises(CannotCross, match="none of Keras's own"):
        got(np.zeros((1, 3), "float32"))


def test_settings_of_the_students_own_are_refused_in_words():
    """Is a layer with an initializer of the student's own named as what can't cross?"""

    class Mine(keras.initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return keras.ops.ones(shape, dtype)

    for initializer in (Mine(), lambda shape, dtype=None: keras.ops.ones(shape, dtype)):
        with pytest.raises(CannotCross, match="none of Keras's own"):
            crossed(
                keras.Sequential([keras.Input((2,)), L.Dense(3, kernel_initializer=initializer)])
            )


def test_a_changed_class_of_keras_is_refused_in_words():
    """Is a subclass of BatchNormalization told, and not taken for the original?"""

    class Frozen(L.BatchNormalization):
        def call(self, x, training=None, mask=None):
            return super().call(x, training=False)

    with pytest.raises(CannotCross, match="Frozen is BatchNormalization with changes"):
        crossed(keras.Sequential([keras.Input((3,)), Frozen()]))


def forged(change):
    """A layer's message, in which `change` alters the body."""
    worker = End(WORKER)
    layer = L.Dense(3)
    layer.build((None, 2))
    encoder = Encoder(worker)
    tree = encoder.value(layer)
    objects = encoder.objects()
    change(objects[0][2])
    return Decoder(End(TRUSTED), encoder.buffers).message(tree, objects)


def put(place, value):
    """A change of one part of a body: class, configuration, functions, shape, flag, values."""

    def change(body):
        body[place] = value

    return change


def setting(key, value):
    """A change of one entry of the configuration."""
    return lambda body: body[1].__setitem__(key, value)


FORGED = {
    "Lambda": put(0, "Lambda"),
    "a class from elsewhere": put(0, "os.system"),
    "a module": put(0, "__class__"),
    "no configuration": put(1, 3),
    "a function in the configuration": setting(
        "activation", {"module": "builtins", "class_name": "function", "config": "eval"}
    ),
    "code in the configuration": setting(
        "activation", {"class_name": "__lambda__", "config": {"value": ["4wEA", None, None]}}
    ),
    "a module in the configuration": setting(
        "kernel_initializer", {"module": "os", "class_name": "system", "config": {"command": "id"}}
    ),
    "a registered name": setting(
        "kernel_initializer",
        {
            "module": "keras.initializers",
            "class_name": "Zeros",
            "config": {},
            "registered_name": "a>b",
        },
    ),
    "an unknown setting": setting("function", "os.system"),
    "a billion units": setting("units", 10**9),
    "as many units as pass, and as many inputs": lambda body: (
        body[1].__setitem__("units", 90_000),
        body[3].__setitem__("input_shape", ["tuple", None, 90_000]),
    ),
    "another shape": lambda body: body[3].__setitem__("input_shape", ["tuple", None, 5]),
    "an activation that is none": put(2, {"activation": 3}),
    "another attribute": put(2, {"__class__": 3}),
    "fewer values": lambda body: body[5].pop(),
    "values of objects": lambda body: body[5][0].__setitem__(1, ["|O", [2, 3], 0]),
    "values of another size": lambda body: body[5][0].__setitem__(1, ["<f4", [2, 4], 0]),
    "a name with a path": setting("name", "a/b"),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED.keys())
def test_forged_layers_are_refused(change):
    """Is a layer that no encoder writes refused, before anything large is made of it?"""
    with pytest.raises((ProtocolError, CannotCross)):
        forged(change)


def test_an_output_that_would_fill_the_memory_is_refused():
    """Is a model refused whose layers blow a small input up?"""
    big = keras.Sequential([keras.Input((2,)), L.RepeatVector(50_000)])
    model = keras.Sequential([big, L.UpSampling1D(1)])
    worker = End(WORKER)
    encoder = Encoder(worker)
    tree = encoder.value(model)
    objects = encoder.objects()
    for item in objects:
        if item[1] == "kl" and item[2][0] == "UpSampling1D":
            item[2][1]["size"] = 100_000
    with pytest.raises((CannotCross, ProtocolError)):
        Decoder(End(TRUSTED), encoder.buffers).message(tree, objects)


def test_own_functions_of_a_model_run_where_they_are():
    """Do an own activation, loss and metric work here, and keep their names?"""
    source = (
        "import keras\n"
        "def relu(x):\n    return keras.ops.maximum(x, 0.0)\n"
        "def own_loss(y, p):\n    return keras.ops.mean((y - p) ** 2, axis=-1)\n"
        "def build():\n"
        "    dense = keras.layers.Dense(2, activation=relu)\n"
        "    model = keras.Sequential([keras.Input((3,)), dense])\n"
        "    model.compile('sgd', own_loss, metrics=[own_loss])\n"
        "    return model\n"
    )
    names = {}
    with Session(ForkedSandbox(), Limits()) as session:
        assert session.run_cell(source, "build") == []
        session.bind(source, names)
        model = names["build"]()
        kinds = model_checks.layers(model_checks.operations(model))
        assert kinds == "Dense 2 → ReLU"
        x, y = np.array([[1.0, -2, 3]], "float32"), np.zeros((1, 2), "float32")
        kernel = np.asarray(model.layers[0].kernel)
        np.testing.assert_allclose(model(x), np.maximum(x @ kernel, 0), rtol=1e-5)
        loss = float(model.compute_loss(x=x, y=y, y_pred=np.array([[1.0, 3.0]], "float32")))
        assert loss == pytest.approx(5.0)
        assert names["build"]() is not model
        with pytest.raises(Exception, match="traces a graph"):
            model.train_on_batch(x, y)
        assert [incident.kind for incident in session.incidents] == ["cannot cross"]


def test_an_answer_that_cannot_cross_is_told():
    """Is an honest answer that can't cross a failed check that says so, and an incident?"""
    source = (
        "import keras\n"
        "class Frozen(keras.layers.BatchNormalization):\n"
        "    def call(self, x, training=None, mask=None):\n"
        "        return super().call(x, training=False)\n"
        "def build():\n    return keras.Sequential([keras.Input((3,)), Frozen()])\n"
        "def other():\n    return 1\n"
    )
    names = {}
    with Session(ForkedSandbox(), Limits()) as session:
        session.run_cell(source, "build")
        session.bind(source, names)
        with pytest.raises(CannotCross, match="your instructor is told"):
            names["build"]()
        assert names["other"]() == 1
        (incident,) = session.incidents
        assert incident.kind == "cannot cross" and "Frozen" in incident.message
