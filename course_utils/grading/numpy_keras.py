"""Keras on NumPy for the process that runs tests: it makes a model in a sixth of the time.

The worker has TensorFlow, as the student had. What crosses is the same on every backend, and
layers, losses and metrics come to the same numbers: a test holds all that may cross against
TensorFlow's. What NumPy's Keras can't do is train, so a unit says of its tests that they don't, in
its notebook's metadata:

    "tests": {"keras_backend": "numpy"}

Such tests treat outputs as arrays (`np.asarray(outputs)`), and use neither TensorFlow nor `fit`.
"""

from __future__ import annotations

import importlib.abc
import os
import sys
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

NUMPY = "numpy"


def backend_of(master: Mapping[str, Any]) -> str:
    """The backend that a unit's tests are written for, "" for that of the course.

    master: the notebook as JSON has it.

    Raises ValueError for one that there isn't.
    """
    wanted = master["metadata"].get("tests", {}).get("keras_backend", "")
    if wanted not in ("", NUMPY):
        raise ValueError(
            f'The master\'s metadata ask for the Keras backend {wanted!r} for its tests; "{NUMPY}" '
            "is the one that can be chosen. Without the entry they run on the course's."
        )
    return wanted


def choose() -> None:
    """Let this process, which hasn't imported Keras, have it on NumPy and without TensorFlow.

    Where JAX is missing or doesn't run, from which NumPy's Keras takes convolutions, all stays as
    it is.
    """
    try:
        import jax  # noqa: F401
    except Exception:
        return
    os.environ["KERAS_BACKEND"] = NUMPY
    sys.meta_path.insert(0, _WithoutTensorFlow())


class _WithoutTensorFlow(importlib.abc.MetaPathFinder):
    """Lets nobody find it: Keras would import it only to ask whether something is a part of it."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "tensorflow":
            raise ModuleNotFoundError("the tests of this unit do without tensorflow", name=name)


def compute_as_tensorflow() -> None:
    """Let NumPy's Keras, which is imported, treat outputs that fit no loss as TensorFlow's does.

    Logits taken for probabilities are clipped before they are normalised, and a sigmoid far from 0
    keeps its logarithm: a student sees the same loss at home. Nothing warns of a division by zero.
    """
    import numpy as np
    from keras.src.backend.numpy import nn

    on_numpy = nn.sparse_categorical_crossentropy

    def sparse_categorical_crossentropy(
        target: Any, output: Any, from_logits: bool = False, axis: int = -1
    ) -> np.ndarray:
        if not from_logits:
            least = nn.backend.epsilon()
            output = np.log(np.clip(output, least, 1.0 - least))
        return on_numpy(target, output, from_logits=True, axis=axis)

    with_probabilities = nn.binary_crossentropy

    def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> np.ndarray:
        if not from_logits or np.shape(target) != np.shape(output):
            return with_probabilities(target, output, from_logits)
        target, output = np.asarray(target), np.asarray(output)
        return np.maximum(output, 0) - output * target + np.log1p(np.exp(-np.abs(output)))

    nn.sparse_categorical_crossentropy = sparse_categorical_crossentropy
    nn.binary_crossentropy = binary_crossentropy
    warnings.filterwarnings(
        "ignore", category=RuntimeWarning, module=r"keras\.src\.backend\.numpy\."
    )
