"""Keras on NumPy for the tests of a unit: the same numbers, and what it can't do."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import contract
import nbformat
import numpy as np
import pytest
from test_grader_process import graded, notebook, task

from course_utils.grading import course, numpy_keras
from course_utils.grading.grader_client import GraderProcess
from course_utils.grading.grader_start import SILENT
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.setting import KERAS, Setting

HERE = Path(__file__).parent
#: TensorFlow remembers the logits behind a sigmoid, which tells for those far from 0.
ELSE = ("BinaryFocalCrossentropy {'from_logits': True}", "far logits")

needs_jax = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="Keras's NumPy backend needs the extra `jax`"
)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """What `backend_values` computes, by backend."""
    folder = tmp_path_factory.mktemp("values")
    processes = {}
    for name, more in (("tensorflow", ()), ("numpy", ("numpy",))):
        command = [sys.executable, str(HERE / "backend_values.py"), str(folder / name), *more]
        plain = {key: text for key, text in os.environ.items() if key != "KERAS_BACKEND"}
        processes[name] = subprocess.Popen(command, env=plain | SILENT)
    assert [process.wait(timeout=300) for process in processes.values()] == [0, 0]
    found = {name: json.loads((folder / name).read_text()) for name in processes}
    assert {name: one["backend"] for name, one in found.items()} == {n: n for n in processes}
    return {name: one["values"] for name, one in found.items()}


@needs_jax
def test_all_that_crosses_comes_to_the_same_numbers(values):
    """Do all layers, activations, losses and metrics, on fitting and on unfitting numbers?"""
    ours, theirs = values["numpy"], values["tensorflow"]
    assert ours.keys() == theirs.keys() and len(ours) > 1000
    differ = []
    for name, value in theirs.items():
        mine = ours[name]
        if isinstance(value, str) or isinstance(mine, str):
            same = value == mine
        else:
            same = len(value) == len(mine) and np.allclose(
                mine, value, rtol=1e-4, atol=1e-5, equal_nan=True
            )
        if not same and not all(part in name for part in ELSE):
            differ.append((name, mine, value))
    assert not differ
    # A comparison of errors with errors would say little.
    assert sum(not isinstance(value, str) for value in theirs.values()) > 800


@pytest.fixture(scope="module")
def process():
    """A grading process whose tests run on NumPy's Keras."""
    setting = Setting(os.curdir, Limits(), "none", (KERAS,), keras_backend=numpy_keras.NUMPY)
    with GraderProcess(setting) as made:
        yield made


def outcome(process, answer: str, test: str) -> dict:
    """The outputs of a test cell, by their kind, for a function `f` of the student's."""
    test = f"import keras, numpy as np\n{test}"
    result = graded(process, task(answer, notebook("def f(x): ...", test)))
    assert result.status == "graded", result.error
    cell = nbformat.reads(result.notebook, as_version=4).cells[3]
    return {one.output_type: one for one in cell.outputs}


#: Answers that define `f`, each with a test that has to pass.
PASSING = {
    "each side on its own backend": (
        """
        def f(x):
            layer = keras.layers.Dense(2, kernel_initializer="ones")
            model = keras.Sequential([keras.Input((3,)), layer])
            return keras.backend.backend(), model, model(x).numpy()
        """,
        """
        x = np.ones((4, 3), "float32")
        backend, model, outputs = f(x)
        assert (keras.backend.backend(), backend) == ("numpy", "tensorflow")
        assert type(model(x)) is np.ndarray
        np.testing.assert_array_equal(model(x), outputs)
        """,
    ),
    "an activation of one's own gets a tensor, as at home": (
        """
        def own(x):
            return x if isinstance(x, keras.KerasTensor) else np.sqrt(np.abs(x.numpy()))
        def f(x):
            return keras.layers.Dense(2, kernel_initializer="ones", activation=own)
        """,
        """
        np.testing.assert_allclose(f(0)(np.full((1, 4), 4.0, "float32")), [[4.0, 4.0]])
        """,
    ),
    "a loss of one's own gets tensors": (
        """
        def own(labels, outputs):
            return abs(outputs.numpy() - labels.numpy()).mean()
        def f(x):
            model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
            model.compile("sgd", own)
            return model
        """,
        """
        zeros, ones = np.zeros((4, 1), "float32"), np.ones((4, 1), "float32")
        loss = f(0).compute_loss(x=np.zeros((4, 3), "float32"), y=zeros, y_pred=ones)
        np.testing.assert_allclose(loss, 1.0)
        """,
    ),
    "a seed that a test sets is TensorFlow's too": (
        """
        import tensorflow as tf
        def f(x):
            return tf.random.normal((3,)).numpy()
        """,
        """
        keras.utils.set_random_seed(5)
        first, second = f(0), f(0)
        keras.utils.set_random_seed(5)
        again = f(0)
        assert (first == again).all() and (first != second).all()
        """,
    ),
}


@needs_jax
@pytest.mark.parametrize(("answer", "test"), PASSING.values(), ids=PASSING)
def test_what_an_answer_has_at_home_it_has_here(process, answer, test):
    """Do tests on NumPy's Keras see what they would see on TensorFlow?"""
    answer = f"import keras, numpy as np\n{dedent(answer)}"
    assert outcome(process, answer, dedent(test)) == {}


@needs_jax
def test_a_division_by_zero_within_keras_warns_nobody(process):
    """Does a metric of nothing, which divides by zero, leave the cell without output?"""
    test = (
        "metric = keras.metrics.CategoricalAccuracy()\n"
        "assert f(0) == 0 and metric.result() == 0\n"
        "keras.ops.divide_no_nan(np.zeros(3), np.zeros(3))"
    )
    assert "stream" not in outcome(process, "def f(x): return x", test)


@needs_jax
def test_training_says_that_it_is_not_there(process):
    """Does a test that trains fail with words from which its author can tell why?"""
    test = (
        "model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit(np.zeros((4, 3)), np.zeros((4, 1)), verbose=0)"
    )
    error = outcome(process, "def f(x): return x", test)["error"]
    assert "not implemented for NumPy" in error.evalue


def test_every_unit_asks_for_it():
    """None of the units' tests trains or uses TensorFlow: is that said in their metadata?"""
    for name in course.assignments(contract.ROOT):
        master = contract.ROOT / "source" / name / f"{name}.ipynb"
        notebook = json.loads(master.read_text(encoding="utf-8"))
        assert numpy_keras.backend_of(notebook) == numpy_keras.NUMPY, name


def test_another_backend_is_refused_in_words():
    """Is a typing error in the metadata told?"""
    master = nbformat.v4.new_notebook(metadata={"tests": {"keras_backend": "torch"}})
    with pytest.raises(ValueError, match=r"'torch'.*\"numpy\" is the one"):
        numpy_keras.backend_of(master)


def test_without_jax_all_stays_as_it_is(monkeypatch):
    """Where NumPy's Keras can't be imported, does the process keep the course's backend?"""
    monkeypatch.setitem(sys.modules, "jax", None)
    before, finders = dict(os.environ), list(sys.meta_path)
    numpy_keras.choose()
    assert (dict(os.environ), sys.meta_path) == (before, finders)
