"""Fixtures for all tests: the embedded digits, and the whole of MNIST where a copy is at hand."""

import gc
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def full_mnist() -> Path | None:
    """A copy of mnist.npz: $BNCOURSE_MNIST, or ../shared/mnist/mnist.npz beside the checkout."""
    named = os.environ.get("BNCOURSE_MNIST")
    path = Path(named) if named else ROOT.parent / "shared" / "mnist" / "mnist.npz"
    return path if path.is_file() else None


@pytest.fixture(scope="session")
def mnist_path() -> Path:
    """The path of the whole MNIST; tests that need it are skipped where there is no copy."""
    path = full_mnist()
    if path is None:
        pytest.skip("no copy of the whole MNIST: set BNCOURSE_MNIST to an mnist.npz to run this")
    return path


@pytest.fixture(scope="session")
def digits():
    """The embedded digits."""
    from course_utils.data import load_mnist

    return load_mnist(verbose=False)


@pytest.fixture
def own_cache(tmp_path, monkeypatch) -> Path:
    """A cache folder for one test alone."""
    monkeypatch.setenv("BNCOURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def pytest_collection_finish():
    """Thousands of tests and the libraries they import stay: the collector needn't visit them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Whatever figures a test of plots draws and leaves open must be told apart in a grey print."""
    if not item.path.name.startswith("test_plot"):
        return (yield)
    import matplotlib.pyplot as plt
    from greyscale import alike

    before = set(plt.get_fignums())
    result = yield
    for number in set(plt.get_fignums()) - before:
        pairs = alike(plt.figure(number))
        assert not pairs, f"alike in grey; give one another line, marker or hatch: {pairs}"
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the cells of a notebook in one process: nbval runs them in one kernel, in order."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
