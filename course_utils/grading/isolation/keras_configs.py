"""Which of Keras's classes may cross as configurations, and how a configuration crosses.

A configuration is what `get_config` returns: numbers, texts, lists, and other objects'
configurations as dicts with "module" and "class_name". `encode_config` writes it, `decode_config`
reads it and lets only those dicts pass whose class is in `CLASSES`; what would import a module,
read a file or run code is not among them. Functions of a student's cross as functions, not here.
"""

from __future__ import annotations

import re
from typing import Any

from course_utils.grading.isolation.frames import ProtocolError
from course_utils.grading.isolation.stand_ins import clean
from course_utils.grading.isolation.values import CannotCross, Tree


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LAYERS = _names(
    """
    Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average
    AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional
    Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose Cropping1D
    Cropping2D Cropping3D Dense DepthwiseConv1D DepthwiseConv2D Dot Dropout EinsumDense ELU
    Embedding Flatten GaussianDropout GaussianNoise GlobalAveragePooling1D
    GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
    GlobalMaxPooling3D GRU GRUCell GroupNormalization Identity LayerNormalization LeakyReLU
    LSTM LSTMCell Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum
    MultiHeadAttention Multiply Permute PReLU ReLU RepeatVector Rescaling Reshape
    RMSNormalization RNN SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax
    SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells
    Subtract TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D
    ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """
)
INITIALIZERS = _names(
    """
    Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform
    Ones Orthogonal RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros
    """
)
OPTIMIZERS = _names(
    """
    Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lion Nadam RMSprop SGD
    """
)
SCHEDULES = _names(
    """
    CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay
    PolynomialDecay
    """
)
LOSSES = _names(
    """
    BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy
    CategoricalFocalCrossentropy CategoricalHinge CosineSimilarity Hinge Huber KLDivergence
    LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError
    MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
    """
)
METRICS = _names(
    """
    Accuracy AUC BinaryAccuracy BinaryCrossentropy CategoricalAccuracy CategoricalCrossentropy
    CosineSimilarity F1Score FalseNegatives FalsePositives Hinge KLDivergence MeanAbsoluteError
    MeanSquaredError Poisson Precision R2Score Recall RootMeanSquaredError
    SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy
    TopKCategoricalAccuracy TrueNegatives TruePositives
    """
)
#: Classes by the module that Keras writes into a configuration.
CLASSES: dict[str, frozenset[str]] = {
    "keras": frozenset(["DTypePolicy"]),
    "keras.layers": LAYERS,
    "keras.initializers": INITIALIZERS,
    "keras.regularizers": frozenset(["L1", "L1L2", "L2", "OrthogonalRegularizer"]),
    "keras.constraints": frozenset(["MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"]),
    "keras.optimizers": OPTIMIZERS,
    "keras.optimizers.schedules": SCHEDULES,
    "keras.losses": LOSSES,
    "keras.metrics": METRICS,
}
#: A wrapper's built layer has a build_config, which is not used: the wrapper builds it.
_KEYS = {"module", "class_name", "config", "registered_name", "build_config"}
#: Settings whose texts name functions or classes; no other text may do so.
_NAMING = re.compile(r"(\w+_)?(activation|initializer|regularizer|constraint)")
_NAME = re.compile(r"[A-Za-z_]\w{0,60}")
_LARGE = {"seed", "decay_steps", "first_decay_steps", "input_dim", "boundaries"}
#: The largest setting that is a whole number, and the largest of `_LARGE`.
WHOLE, LARGEST = 100_000, 2**53
TEXT, DEPTH = 200, 12
POLICIES = frozenset(
    ["float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16"]
)


def encode_config(value: Any, depth: int = 0) -> Tree:
    """The tree of a configuration. Raises CannotCross for what the other side would refuse."""
    if depth > DEPTH:
        raise CannotCross("a configuration is nested too deep")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, dict):
        if "class_name" in value and value["class_name"] not in _known(value.get("module")):
            named = clean(f"{value['class_name']}", 80)
            raise CannotCross(f"a setting of a layer is none of Keras's own ({named})")
        return {str(key): encode_config(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return [kind, *(encode_config(item, depth + 1) for item in value)]
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return encode_config(value.item(), depth + 1)
    if hasattr(value, "tolist"):
        return encode_config(value.tolist(), depth + 1)
    raise CannotCross(f"a setting of a layer is {_of_type(value)}")


def _known(module: Any) -> frozenset[str]:
    """The classes of a module of Keras's that may cross."""
    return CLASSES.get(module, frozenset()) if type(module) is str else frozenset()


def _of_type(value: Any) -> str:
    return clean(f"of the type {type(value).__name__}", 80)


def decode_config(tree: Tree, key: str = "", depth: int = 0) -> Any:
    """The configuration of a tree. Raises ProtocolError for what Keras wouldn't have written."""
    if depth > DEPTH:
        raise ProtocolError("a configuration is nested too deep")
    if tree is None or type(tree) in (bool, float):
        return tree
    if type(tree) is int:
        if abs(tree) > (LARGEST if key in _LARGE else WHOLE):
            raise CannotCross(f"the setting {clean(key, 40)} is {tree}, which is too large")
        return tree
    if type(tree) is str:
        is_name = _NAMING.fullmatch(key) is not None or key in ("class_name", "module")
        if len(tree) > TEXT or (is_name and not _NAME.fullmatch(tree)):
            raise ProtocolError("a configuration has a text that means nothing")
        return tree
    if type(tree) is list and tree and tree[0] in ("list", "tuple"):
        items = [decode_config(item, key, depth + 1) for item in tree[1:]]
        return tuple(items) if tree[0] == "tuple" else items
    if type(tree) is dict and len(tree) < 100:
        if "class_name" in tree or "module" in tree:
            return _decode_object(tree, depth)
        return {
            clean(name, 100): decode_config(item, name, depth + 1) for name, item in tree.items()
        }
    raise ProtocolError("this is no configuration")


def _decode_object(tree: dict, depth: int) -> dict[str, Any]:
    """The configuration of an object: of a class of Keras's own that may cross."""
    name, module = tree.get("class_name"), tree.get("module")
    if not tree.keys() <= _KEYS or type(name) is not str or type(module) is not str:
        raise ProtocolError("a configuration names no class")
    if name not in _known(module) or tree.get("registered_name") not in (None, name):
        raise ProtocolError("a configuration names a class that may not cross")
    config = decode_config(tree.get("config", {}), "", depth + 1)
    if type(config) is not dict:
        raise ProtocolError("an object has no configuration")
    if name == "DTypePolicy" and config.get("name") not in POLICIES:
        raise ProtocolError("a policy for dtypes is none")
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def find_class(group: str, name: Any) -> type:
    """The class of that name in `keras.<group>`. Raises ProtocolError where it may not cross."""
    from course_utils.backend import load_keras

    if type(name) is not str or name not in CLASSES[f"keras.{group}"]:
        raise ProtocolError("a class may not cross")
    return getattr(getattr(load_keras(), group), name)


def is_own(group: str, value: Any) -> bool:
    """Whether a value is of a class of `keras.<group>` that may cross, and of no subclass."""
    import keras

    kind = type(value)
    named = kind.__name__ in CLASSES[f"keras.{group}"]
    return named and getattr(getattr(keras, group), kind.__name__, None) is kind


def function_name(group: str, value: Any) -> str | None:
    """The name of a function of `keras.<group>`; None for other functions."""
    import keras

    name = getattr(value, "__name__", None)
    if not isinstance(name, str) or isinstance(value, type):
        return None
    return name if getattr(getattr(keras, group), name, None) is value else None
