"""What this machine can do: its matrix-product rate, the floor below which no training can go."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import platform
import statistics
import time

import numpy as np


def described() -> str:
    """Cores, Python and the versions of what computes, in a line."""
    versions = (f"{name} {importlib.metadata.version(name)}" for name in ("tensorflow", "keras"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, Python {platform.python_version()}, {', '.join(versions)}"


def matrix_rate(size: int = 1024, rounds: int = 15) -> float:
    """Multiplications and additions a second in a product of two float32 matrices, median."""
    rng = np.random.default_rng(0)
    a, b = (rng.random((size, size), dtype=np.float32) for _ in range(2))
    a @ b
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        a @ b
        seconds.append(time.perf_counter() - began)
    return 2 * size**3 / statistics.median(seconds)


def operations_an_epoch(widths: list[int], examples: int) -> float:
    """Multiplications and additions in the matrix products of one epoch of training.

    widths: of all layers, input and output included. Each kernel takes part in three products:
    forward, its own gradient, and the gradient of its input, which the first one does not need.
    """
    products = [2.0 * rows * columns for rows, columns in itertools.pairwise(widths)]
    return examples * (3 * sum(products) - products[0])
