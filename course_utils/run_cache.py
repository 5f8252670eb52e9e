"""Stores the histories of runs by content: the same run is never trained twice.

A run is the same if task, its code and the course's own, the setting, the data, and the versions
of Keras, its backend and NumPy are the same. Results are JSON files: readable, and exact, since
Python writes floats so that they read back to the bit.
"""

import importlib.metadata
import inspect
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from course_utils.cache import cache_dir, write_atomically
from course_utils.data import Digits

#: Modules whose code decides what a run returns, besides the task's own.
CODE = (
    "data",
    "engine",
    "engine_jax",
    "engine_tensorflow",
    "engine_torch",
    "experiments",
    "landscape",
    "models",
    "noisy_batch_norm",
    "sweeps",
    "training",
    "workers",
)


class RunCache:
    """The stored runs of one task on one set of digits."""

    def __init__(self, task: Callable, digits: Digits):
        self._identity = (_code_of(task), _course_code(), _versions(), _fingerprint(digits))
        self._folder = cache_dir() / "runs"

    def path(self, setting: Mapping[str, Any]) -> Path:
        """Where the history of this setting is or will be."""
        key = joblib.hash((self._identity, sorted(setting.items())))
        return self._folder / key[:2] / f"{key}.json"

    def read(self, setting: Mapping[str, Any]) -> pd.DataFrame | None:
        """Return the stored history, or None; a damaged file counts as none and is removed."""
        path = self.path(setting)
        if not path.exists():
            return None
        try:
            return pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["history"])
        except (ValueError, KeyError, TypeError):
            path.unlink()
            return None

    def write(self, setting: Mapping[str, Any], history: pd.DataFrame) -> None:
        """Store a history; other processes see all of it or nothing."""
        text = json.dumps({"setting": str(dict(setting)), "history": history.to_dict("list")})
        write_atomically(
            self.path(setting), lambda path: path.write_text(text + "\n", encoding="utf-8")
        )


def _code_of(task: Callable) -> tuple[str, str]:
    """The task's name and the source of its module; a task of a notebook has its cell's source."""
    module = inspect.getmodule(task)
    in_file = task.__module__ != "__main__" and module is not None
    source = inspect.getsource(module if in_file else task)
    return f"{task.__module__}.{task.__qualname__}", source


@cache
def _course_code() -> tuple[bytes, ...]:
    here = Path(__file__).parent
    return tuple((here / f"{name}.py").read_bytes() for name in CODE)


@cache
def _versions() -> tuple[str, ...]:
    from course_utils.backend import load_keras

    backend = load_keras().backend.backend()
    return tuple(f"{n} {importlib.metadata.version(n)}" for n in ("keras", backend, "numpy"))


def _fingerprint(digits: Digits) -> str:
    return joblib.hash((digits.x_train, digits.y_train, digits.x_test, digits.y_test))
