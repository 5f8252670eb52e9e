"""How much faster the course's `fit` is than Keras's default: ratios measured side by side.

Two tables, on random digits of MNIST's size: the course's `fit` against `model.fit` for networks,
BN or not, and batch sizes; and all ways of `ways` for one network, with the share of the machine's
matrix-product rate that each reaches. The ways take turns, and each number is a median over rounds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import machine
import numpy as np
import ways

from course_utils import models

EXAMPLES = 60_000
EPOCHS = 5
SIZES = (16, 32, 64, 128, 256)
#: Where the loop must at least not lose.
EXTREMES = (1, 1024)


def measure(preset: str, batch_norm: bool, batch_size: int, names: list[str], rounds: int) -> dict:
    """Return {way: (seconds a warm epoch, seconds of a whole run)}, medians over rounds.

    A run is EPOCHS epochs from an untrained model, with all that is traced and compiled.
    """
    rng = np.random.default_rng(0)
    chosen = models.preset(preset)
    # Tiny batches take long: a thirtieth of the examples tells as much.
    examples = EXAMPLES if batch_size > 4 else EXAMPLES // 30
    x = rng.random((examples, *chosen.input_shape), dtype=np.float32)
    y = rng.integers(10, size=examples)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            began = time.perf_counter()
            seconds = ways.WAYS[name](chosen, batch_norm, batch_size, EPOCHS, x, y)
            whole = time.perf_counter() - began
            # The first epoch includes tracing and compiling.
            found[name].append((statistics.median(seconds[1:]), whole))
    return {
        name: tuple(statistics.median(column) for column in zip(*pairs, strict=True))
        for name, pairs in found.items()
    }


def ratios(rounds: int) -> list[dict]:
    """The course's `fit` against the default: one row a network, BN or not, and batch size."""
    cases = [
        (preset, batch_norm, size)
        for preset in ("dense128", "dense64x2")
        for batch_norm in (False, True)
        for size in (*SIZES, *EXTREMES)
    ]
    cases += [
        (preset, batch_norm, 32)
        for preset in ("dense256x128", "torch512x256")
        for batch_norm in (False, True)
    ]
    rows = []
    for preset, batch_norm, size in cases:
        pair = measure(preset, batch_norm, size, ["default fit", "the course's fit"], rounds)
        (slow, slow_run), (fast, fast_run) = pair.values()
        rows.append(
            {
                "network": preset,
                "BN": batch_norm,
                "batch size": size,
                "epoch": slow / fast,
                "run": slow_run / fast_run,
            }
        )
        print(f"  {preset}, BN {batch_norm}, batch {size}: {slow / fast:.1f}×", flush=True)
    return rows


def all_ways(rounds: int) -> list[dict]:
    """Every way for dense128 with BN at batch size 32: ratio, and the share of the floor."""
    rate = machine.matrix_rate()
    widths = [784, *models.preset("dense128").hidden, 10]
    floor = machine.operations_an_epoch(widths, EXAMPLES) / rate
    found = measure("dense128", True, 32, list(ways.WAYS), rounds)
    default = found["default fit"][0]
    return [
        {"way": name, "epoch": default / epoch, "share of matrix products": floor / epoch}
        for name, (epoch, _) in found.items()
    ]


def steadiness(epochs: int = 50) -> float:
    """The longest epoch over the median one, in a long run beside a process that never rests."""
    chosen = models.preset("dense128")
    rng = np.random.default_rng(0)
    x = rng.random((EXAMPLES, *chosen.input_shape), dtype=np.float32)
    y = rng.integers(10, size=EXAMPLES)
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        seconds = ways.course_fit(chosen, True, 32, epochs, x, y)
    finally:
        neighbour.kill()
    return max(seconds[1:]) / statistics.median(seconds[1:])
