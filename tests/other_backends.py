"""Runs the tests of what builds and trains models on Keras's other backends: `make test-backends`.

A process holds one backend, so each has a pytest of its own, with what the command line adds. A
backend that isn't installed is left out, which is said.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Keras's name of a backend → what to do where it is missing.
BACKENDS = {"jax": 'pip install -e ".[jax]"', "torch": 'pip install -e ".[torch]"'}
TESTS = [
    "test_models.py",
    "test_training.py",
    "test_sweeps.py",
    "test_experiments.py",
    "test_limits.py",
    "test_model_checks.py",
    "test_baseline_checks.py",
    "test_batch_size_checks.py",
    "test_constant_statistics.py",
    "test_scale_bug.py",
    "test_why_it_helps.py",
]


def run(backend: str, *options: str) -> subprocess.CompletedProcess:
    """Run TESTS with Keras on this backend."""
    # PyTorch's threads wait for one another in networks this small, several times as long as one.
    own = {"KERAS_BACKEND": backend, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        + [f"tests/{name}" for name in TESTS],
        cwd=ROOT,
        env=os.environ | own,
        check=False,
    )


def main(options: list[str]) -> int:
    """Run each backend there is; return 1 if a test failed or no backend is there."""
    failed = ran = 0
    for backend, install in BACKENDS.items():
        if not importlib.util.find_spec(backend):
            print(f"{backend}: not installed, left out ({install})", flush=True)
            continue
        print(f"{backend}:", flush=True)
        ran += 1
        failed += run(backend, *options).returncode != 0
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
