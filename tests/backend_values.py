"""What Keras's layers, activations, losses and metrics make of fixed numbers, on one backend.

Usage: python backend_values.py FILE [numpy]. Writes a JSON file of lists of numbers by name, or of
the kind of error. With "numpy", Keras is set up as for the tests of a unit that ask for NumPy.
"""

import json
import sys
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils.grading import numpy_keras

if sys.argv[2:] == [numpy_keras.NUMPY]:
    numpy_keras.choose()

import keras
from keras import layers

from course_utils.grading.isolation import keras_configs, warm_keras  # noqa: F401

rng = np.random.default_rng(0)


def drawn(*shape: int) -> np.ndarray:
    return rng.normal(0.0, 2.0, shape).astype("float32")


FLAT, SERIES = drawn(6, 5), drawn(4, 6, 3)
IMAGES, VOLUMES = drawn(2, 6, 6, 4), drawn(2, 4, 4, 4, 2)
#: Each class of layer that may cross: settings, and inputs where others than FLAT are needed.
LAYERS = {
    "Activation": [({"activation": "gelu"}, FLAT)],
    "ActivityRegularization": [({}, FLAT)],
    "Add": [({}, [FLAT, 2 * FLAT])],
    "AdditiveAttention": [({}, [SERIES, SERIES + 1])],
    "AlphaDropout": [({"rate": 0.5}, FLAT)],
    "Attention": [({}, [SERIES, SERIES + 1])],
    "Average": [({}, [FLAT, 2 * FLAT])],
    "AveragePooling1D": [({"pool_size": 2}, SERIES), ({"padding": "same", "pool_size": 4}, SERIES)],
    "AveragePooling2D": [({"pool_size": 2}, IMAGES), ({"padding": "same", "pool_size": 4}, IMAGES)],
    "AveragePooling3D": [({"pool_size": 2}, VOLUMES)],
    "BatchNormalization": [
        ({}, FLAT),
        ({"scale": False, "center": False, "epsilon": 0.1, "momentum": 0.5}, FLAT),
        ({}, IMAGES),
        ({"axis": 1}, IMAGES),
    ],
    "Bidirectional": [({"layer": layers.GRU(3)}, SERIES)],
    "Concatenate": [({}, [FLAT, 2 * FLAT])],
    "Conv1D": [({"filters": 2, "kernel_size": 3}, SERIES)],
    "Conv1DTranspose": [({"filters": 2, "kernel_size": 3, "strides": 2}, SERIES)],
    "Conv2D": [
        ({"filters": 2, "kernel_size": 3, "padding": "same"}, IMAGES),
        ({"filters": 2, "kernel_size": 2, "strides": 2}, IMAGES),
    ],
    "Conv2DTranspose": [({"filters": 2, "kernel_size": 3, "padding": "same"}, IMAGES)],
    "Conv3D": [({"filters": 2, "kernel_size": 2}, VOLUMES)],
    "Conv3DTranspose": [({"filters": 2, "kernel_size": 2}, VOLUMES)],
    "Cropping1D": [({}, SERIES)],
    "Cropping2D": [({"cropping": 1}, IMAGES)],
    "Cropping3D": [({}, VOLUMES)],
    "Dense": [({"units": 3}, FLAT), ({"units": 3, "activation": "softmax"}, SERIES)],
    "DepthwiseConv1D": [({"kernel_size": 3}, SERIES)],
    "DepthwiseConv2D": [({"kernel_size": 3}, IMAGES)],
    "Dot": [({"axes": 1}, [FLAT, 2 * FLAT])],
    "Dropout": [({"rate": 0.5}, FLAT)],
    "EinsumDense": [({"equation": "ab,bc->ac", "output_shape": 3, "bias_axes": "c"}, FLAT)],
    "ELU": [({"alpha": 0.3}, FLAT)],
    "Embedding": [({"input_dim": 5, "output_dim": 2}, np.array([[0, 1], [4, 2]]))],
    "Flatten": [({}, IMAGES)],
    "GaussianDropout": [({"rate": 0.5}, FLAT)],
    "GaussianNoise": [({"stddev": 0.5}, FLAT)],
    "GlobalAveragePooling1D": [({}, SERIES)],
    "GlobalAveragePooling2D": [({}, IMAGES)],
    "GlobalAveragePooling3D": [({}, VOLUMES)],
    "GlobalMaxPooling1D": [({}, SERIES)],
    "GlobalMaxPooling2D": [({}, IMAGES)],
    "GlobalMaxPooling3D": [({}, VOLUMES)],
    "GRU": [({"units": 3}, SERIES), ({"units": 3, "return_sequences": True}, SERIES)],
    "GRUCell": [({"units": 3}, (FLAT, drawn(6, 3)))],
    "GroupNormalization": [({"groups": 2}, IMAGES), ({"groups": 1}, SERIES)],
    "Identity": [({}, FLAT)],
    "LayerNormalization": [({}, FLAT), ({"axis": [1, 2]}, IMAGES)],
    "LeakyReLU": [({}, FLAT)],
    "LSTM": [({"units": 3}, SERIES)],
    "LSTMCell": [({"units": 3}, (FLAT, [drawn(6, 3), drawn(6, 3)]))],
    "Masking": [({}, SERIES)],
    "MaxPooling1D": [({}, SERIES)],
    "MaxPooling2D": [({}, IMAGES), ({"padding": "same", "pool_size": 4}, IMAGES)],
    "MaxPooling3D": [({}, VOLUMES)],
    "Maximum": [({}, [FLAT, -FLAT])],
    "Minimum": [({}, [FLAT, -FLAT])],
    "MultiHeadAttention": [({"num_heads": 2, "key_dim": 3}, [SERIES, SERIES])],
    "Multiply": [({}, [FLAT, -FLAT])],
    "Permute": [({"dims": [2, 1]}, SERIES)],
    "PReLU": [({}, FLAT)],
    "ReLU": [({}, FLAT), ({"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.5}, FLAT)],
    "RepeatVector": [({"n": 3}, FLAT)],
    "Rescaling": [({"scale": 2.0, "offset": 1.0}, FLAT)],
    "Reshape": [({"target_shape": [3, 6]}, SERIES)],
    "RMSNormalization": [({}, FLAT)],
    "RNN": [({"cell": layers.SimpleRNNCell(3)}, SERIES)],
    "SeparableConv1D": [({"filters": 2, "kernel_size": 3}, SERIES)],
    "SeparableConv2D": [({"filters": 2, "kernel_size": 3}, IMAGES)],
    "SimpleRNN": [({"units": 3}, SERIES)],
    "SimpleRNNCell": [({"units": 3}, (FLAT, drawn(6, 3)))],
    "Softmax": [({}, FLAT)],
    "SpatialDropout1D": [({"rate": 0.5}, SERIES)],
    "SpatialDropout2D": [({"rate": 0.5}, IMAGES)],
    "SpatialDropout3D": [({"rate": 0.5}, VOLUMES)],
    "SpectralNormalization": [({"layer": layers.Dense(3)}, FLAT)],
    "StackedRNNCells": [({"cells": [layers.SimpleRNNCell(3)]}, (FLAT, [drawn(6, 3)]))],
    "Subtract": [({}, [FLAT, -FLAT])],
    "TimeDistributed": [({"layer": layers.Dense(3)}, SERIES)],
    "UnitNormalization": [({}, FLAT)],
    "UpSampling1D": [({}, SERIES)],
    "UpSampling2D": [({}, IMAGES), ({"interpolation": "bilinear"}, IMAGES)],
    "UpSampling3D": [({}, VOLUMES)],
    "ZeroPadding1D": [({}, SERIES)],
    "ZeroPadding2D": [({}, IMAGES)],
    "ZeroPadding3D": [({}, VOLUMES)],
}
LABELS = rng.integers(0, 5, 6)
ONE_HOT = np.eye(5, dtype="float32")[LABELS]
BITS = rng.integers(0, 2, (6, 5)).astype("float32")
SHARES = rng.dirichlet(np.ones(5), 6).astype("float32")
#: Labels with what a model may make of them, rightly or not.
GIVEN = {
    f"{one} and {other}": (labels, outputs)
    for one, labels in (("integers", LABELS), ("one-hot", ONE_HOT), ("bits", BITS), ("any", FLAT))
    for other, outputs in (
        ("logits", 2 * FLAT),
        ("probabilities", SHARES),
        ("sigmoids", (1 / (1 + np.exp(-FLAT))).astype("float32")),
        ("far logits", 40 * FLAT),
        ("zeros", np.zeros((6, 5), "float32")),
    )
}


def numbers(value: Any) -> list:
    """All numbers of a value, and its shapes."""
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in numbers(part)]
    if isinstance(value, dict):
        return [item for part in value.values() for item in numbers(part)]
    array = np.asarray(keras.ops.convert_to_numpy(value), dtype="float64")
    return [*array.shape, *array.ravel().tolist()]


def seen(compute: Callable, *args: Any) -> list | str:
    """The numbers that it returns, or that it raises."""
    try:
        return numbers(compute(*args))
    except Exception:
        return "an error"


def layer_values(name: str, settings: dict, inputs: Any) -> dict:
    """A layer's outputs from drawn weights; those of training, too, where nothing is drawn."""
    layer = getattr(layers, name)(**settings)
    args = inputs if isinstance(inputs, tuple) else (inputs,)
    if name == "MultiHeadAttention":
        args = tuple(inputs)
    layer(*args)
    draw = np.random.default_rng(1)
    for weight in layer.weights:
        if np.dtype(weight.dtype).kind == "f":
            weight.assign(draw.uniform(0.2, 0.9, weight.shape).astype("float32"))
    if name not in ("BatchNormalization", "SpectralNormalization"):
        return {"inference": seen(layer, *args)}
    return {
        "inference": seen(partial(layer, training=False), *args),
        "training": seen(partial(layer, training=True), *args),
        "weights afterwards": seen(lambda: list(layer.weights)),
    }


def of_layers() -> dict:
    """Outputs of every layer that may cross."""
    assert LAYERS.keys() == keras_configs.LAYERS, LAYERS.keys() ^ keras_configs.LAYERS
    return {
        f"layer {name} {number} {mode}": value
        for name, cases in LAYERS.items()
        for number, (settings, inputs) in enumerate(cases)
        for mode, value in layer_values(name, settings, inputs).items()
    }


def of_activations() -> dict:
    """Outputs of every activation."""
    names = set(vars(keras.activations)) - {"get", "serialize", "deserialize"}
    functions = {name: getattr(keras.activations, name) for name in sorted(names)}
    x = keras.ops.convert_to_tensor(FLAT)
    return {f"activation {n}": seen(f, x) for n, f in functions.items() if callable(f)}


def of_losses() -> dict:
    """Every loss of every pair of labels and outputs."""
    found = {}
    for given, pair in GIVEN.items():
        for name in sorted(keras_configs.LOSSES):
            for settings in ({}, {"from_logits": True}):
                if not settings or "rossentropy" in name:
                    loss = getattr(keras.losses, name)(**settings)
                    found[f"loss {name} {settings} of {given}"] = seen(loss, *pair)
    return found


def of_metrics() -> dict:
    """Every metric of every pair."""

    def result(metric: keras.metrics.Metric, *pair: np.ndarray) -> Any:
        metric.update_state(*pair)
        return metric.result()

    return {
        f"metric {name} of {given}": seen(result, getattr(keras.metrics, name)(), *pair)
        for given, pair in GIVEN.items()
        for name in sorted(keras_configs.METRICS)
    }


def of_compiled_models() -> dict:
    """Loss and metrics of compiled models, as checks ask for them."""
    found = {}
    for given, (labels, outputs) in GIVEN.items():
        pair = {"x": np.zeros((6, 3), "float32"), "y": labels, "y_pred": outputs}
        for loss in ("mse", "categorical_crossentropy", "sparse_categorical_crossentropy"):
            model = keras.Sequential([keras.Input((3,)), layers.Dense(5)])
            model.compile("adam", loss, metrics=["accuracy", "mae"])
            found[f"compiled {loss}, {given}: loss"] = seen(partial(model.compute_loss, **pair))
            metrics = partial(model.compute_metrics, **pair)
            found[f"compiled {loss}, {given}: metrics"] = seen(metrics)
    return found


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = of_layers() | of_activations() | of_losses() | of_metrics() | of_compiled_models()
    with open(sys.argv[1], "w") as file:
        json.dump({"backend": keras.backend.backend(), "values": values}, file)
