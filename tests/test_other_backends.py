"""The compiled loop on another backend of Keras, in a process of its own: each has one backend."""

import importlib.util
import os
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.skipif(
    not importlib.util.find_spec("jax"), reason="JAX is not installed (extra `jax`)"
)
def test_the_loop_on_jax_gives_the_weights_of_keras():
    """On JAX, does the compiled loop train as `model.fit` does, to the bit each time?"""
    chosen = "weights_of_keras and dense64x2-True or repeats_to_the_bit or counted_and_measured"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen]
    done = subprocess.run(
        [*command, "tests/test_training.py"],
        cwd=ROOT,
        env=os.environ | {"KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
