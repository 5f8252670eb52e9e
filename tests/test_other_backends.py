"""The training loop on other backends of Keras, in a process of its own: each has one backend.

`make test-backends` runs all tests of what builds models there; these few belong to every run.
"""

import importlib.util
import os
import subprocess
import sys

import pytest
from conftest import ROOT
from other_backends import BACKENDS, TESTS


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_loop_gives_the_weights_of_keras(backend):
    """Does the course's loop train as `model.fit` does there, to the bit each time?"""
    if not importlib.util.find_spec(backend):
        pytest.skip(f"{backend} is not installed (extra `{backend}`)")
    chosen = "weights_of_keras and dense64x2-True or repeats_to_the_bit or counted_and_measured"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen]
    done = subprocess.run(
        [*command, "tests/test_training.py"],
        cwd=ROOT,
        env=os.environ | {"KERAS_BACKEND": backend, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_list_names_tests_that_are_there():
    """Is every file that `make test-backends` runs there?"""
    assert [name for name in TESTS if not (ROOT / "tests" / name).is_file()] == []
