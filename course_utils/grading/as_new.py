"""Lets a process grade one submission after another, each as if it were the first.

No line of a student's runs in such a process, so what is left over is the tests' own: seeds,
settings, figures, Keras's counters, names in modules. `Settled` takes it back, and says when it
can't be sure to have taken back everything; then the process has to end. TensorFlow's kernels stay
on purpose: they take long to make, and hold no results.
"""

from __future__ import annotations

import contextlib
import copy
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np

#: What has global names that a test could change and not put back, besides the course itself.
WATCHED = ("builtins", "numpy", "numpy.random", "pandas", "random", "time")

#: What is taken back of these is known only if they were there before the task.
SET_UP = {"keras", "tensorflow", "matplotlib.pyplot"}

#: A module's global names, each with its object, and how much is in that.
Names = dict[str, tuple[Any, int]]


class Settled:
    """A process that is ready for a task, and what is to be the same before the next one."""

    def __init__(self, most_growth: int):
        self._most_growth = most_growth
        self._size = _mapped_bytes()
        self._set_up = SET_UP & sys.modules.keys()
        self._threads = set(threading.enumerate())
        self._names = _names()
        self._handlers = _handlers()

    @contextlib.contextmanager
    def task(self) -> Iterator[None]:
        """One task: settings that it changes are taken back at its end."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(warnings.catch_warnings())
            stack.enter_context(np.errstate())
            stack.enter_context(np.printoptions())
            stack.enter_context(mock.patch.object(sys, "path", list(sys.path)))
            stack.callback(_set_environment, dict(os.environ))
            stack.callback(os.chdir, os.getcwd())
            stack.callback(signal.pthread_sigmask, signal.SIG_SETMASK, _blocked_signals())
            stack.callback(_forget_errors)
            stack.enter_context(_plots())
            stack.enter_context(_keras())
            stack.enter_context(_tensorflow())
            yield

    def why_not(self) -> str:
        """Why this process isn't what it was, in words; empty if it is."""
        if set(threading.enumerate()) - self._threads:
            return "a thread was started"
        if imported := (SET_UP & sys.modules.keys()) - self._set_up:
            return f"{', '.join(sorted(imported))} was imported"
        if _mapped_bytes() > self._size + self._most_growth:
            return "it has grown"
        if _handlers() != self._handlers:
            return "a signal is handled otherwise"
        now = _names()
        changed = [name for name in now if not _are_same(now[name], self._names.get(name, {}))]
        return f"names of {', '.join(changed)} changed" if changed else ""


def _mapped_bytes() -> int:
    """The address space of this process in bytes; 0 where the system doesn't tell."""
    try:
        with open("/proc/self/statm") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _blocked_signals() -> set[signal.Signals]:
    """The signals that this thread doesn't hear."""
    return signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _handlers() -> dict[signal.Signals, Any]:
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def _names() -> dict[str, Names]:
    """The names of each watched module that is imported.

    Those of modules are left out: to import one changes nothing.
    """
    return {
        name: {
            key: (value, len(value) if type(value) in (dict, list, set) else 0)
            for key, value in list(vars(module).items())
            if not isinstance(value, ModuleType) and not key.startswith("__")
        }
        for name, module in list(sys.modules.items())
        if isinstance(module, ModuleType)
        if name in WATCHED or name.partition(".")[0] == "course_utils"
    }


def _are_same(one: Names, other: Names) -> bool:
    """Whether the names have the very same objects, with as much in them."""
    return one.keys() == other.keys() and all(
        value is other[name][0] and size == other[name][1] for name, (value, size) in one.items()
    )


def _set_environment(variables: dict[str, str]) -> None:
    """Give the environment these variables; what is right is not touched, for libraries read it."""
    for name in set(os.environ) - set(variables):
        del os.environ[name]
    for name, value in variables.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _forget_errors() -> None:
    """Forget the last error, which keeps alive all that its frames know."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)


@contextlib.contextmanager
def _plots() -> Iterator[None]:
    """Matplotlib's settings and figures."""
    if "matplotlib.pyplot" not in sys.modules:
        yield
        return
    import matplotlib
    from matplotlib import pyplot

    with matplotlib.rc_context():
        try:
            yield
        finally:
            pyplot.close("all")


@contextlib.contextmanager
def _keras() -> Iterator[None]:
    """Keras's counters, seeds and settings."""
    if "keras" not in sys.modules:
        yield
        return
    import keras
    from keras.src.backend.common import global_state

    config = keras.config
    names = ("floatx", "epsilon", "image_data_format")
    settings = {name: getattr(config, name)() for name in names}
    state = {
        name: copy.copy(kept) for name, kept in vars(global_state.GLOBAL_STATE_TRACKER).items()
    }
    with mock.patch.dict(keras.saving.get_custom_objects()):
        try:
            yield
        finally:
            for name, value in settings.items():
                getattr(config, f"set_{name}")(value)
            with _kernels_kept():
                keras.utils.clear_session(free_memory=False)
            for name, kept in state.items():
                global_state.set_global_attribute(name, kept)


def _kernels_kept() -> contextlib.AbstractContextManager:
    """Keras would throw away TensorFlow's kernels along with its own state."""
    module = sys.modules.get("tensorflow.python.eager.context")
    if module is None:
        return contextlib.nullcontext()
    return mock.patch.object(module.Context, "clear_kernel_cache")


@contextlib.contextmanager
def _tensorflow() -> Iterator[None]:
    """TensorFlow's seed, and whether its functions are compiled."""
    module = sys.modules.get("tensorflow")
    if module is None:
        yield
        return
    from tensorflow.python.eager import context

    eagerly = module.config.functions_run_eagerly()
    try:
        yield
    finally:
        if module.config.functions_run_eagerly() != eagerly:
            module.config.run_functions_eagerly(eagerly)
        # Setting it throws the kernels away, with what random ones among them remember.
        if context.global_seed() is not None:
            module.random.set_seed(None)
