"""How the time of a training grows: with examples, width, depth, batch size and number of seeds.

From one network (dense128's shape with BN, batch size 32, 20,000 examples) one thing at a time is
varied. Times are of warm epochs, in one process of one thread, as grids run; for seeds, of whole
runs one after the other. `figure` draws them.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from course_utils import models, plots, training

BASE = {"examples": 20_000, "width": 128, "depth": 1, "batch size": 32, "seeds": 1}
VARIED = {
    "examples": (5_000, 10_000, 20_000, 40_000, 60_000),
    "width": (32, 64, 128, 256, 512),
    "depth": (1, 2, 4, 8),
    "batch size": (8, 16, 32, 64, 128, 256),
    "seeds": (1, 2, 4, 8),
}
EPOCHS = 4


def one(examples: int, width: int, depth: int, batch_size: int, seeds: int) -> dict[str, float]:
    """Seconds of a warm epoch times seeds, and of whole runs with all that is compiled."""
    rng = np.random.default_rng(0)
    x = rng.random((examples, 784), dtype=np.float32)
    y = rng.integers(10, size=examples)
    network = training.Restartable(
        lambda: models.build_mlp((width,) * depth, batch_norm="before_activation"),
        models.compile_with_sgd,
    )
    began, epochs = time.perf_counter(), []
    for seed in range(seeds):
        done = training.fit(
            network.start(seed),
            x,
            y,
            batch_size=batch_size,
            epochs=EPOCHS,
            seed=seed,
            # In all of them: the choice between graph and XLA would show as a kink.
            jit_compile=True,
        )
        epochs.append(statistics.median(done.history["seconds"][1:]))
    return {"epoch": sum(epochs), "run": time.perf_counter() - began}


def measure() -> list[dict]:
    """Vary one thing at a time: rows with what is varied, its value, and the seconds."""
    rows = []
    for varied, values in VARIED.items():
        for value in values:
            setting = BASE | {varied: value}
            found = one(*setting.values())
            rows.append({"varied": varied, "value": value, **found})
            print(f"  {varied} {value}: {found['epoch']:.2f} s an epoch", flush=True)
    return rows


def exponents(rows: list[dict]) -> dict[str, float]:
    """For each thing varied, the slope in log-log axes: 1 where twice as much takes twice."""
    table = pd.DataFrame(rows)
    return {
        varied: float(np.polyfit(np.log(group["value"]), np.log(group["epoch"]), 1)[0])
        for varied, group in table.groupby("varied", sort=False)
    }


def figure(rows: list[dict]):
    """Draw seconds against each thing varied, on logarithmic axes; return the Axes."""
    table, slopes = pd.DataFrame(rows), exponents(rows)
    _, axes = plt.subplots(1, len(VARIED), figsize=(13, 3.2), sharey=True)
    told = []
    for ax, (varied, group) in zip(axes, table.groupby("varied", sort=False), strict=True):
        ax.loglog(group["value"], group["epoch"], "o-", base=2)
        ax.set_xticks(group["value"], labels=[f"{value:g}" for value in group["value"]])
        ax.tick_params(axis="x", labelrotation=45)
        ax.minorticks_off()
        ax.set(xlabel=varied, title=f"exponent {slopes[varied]:.2f}")
        told.append(f"{varied} {slopes[varied]:.2f}")
    axes[0].set_ylabel("seconds an epoch")
    ticks = 2.0 ** np.arange(
        np.floor(np.log2(table["epoch"].min())), np.ceil(np.log2(table["epoch"].max())) + 1
    )
    axes[0].set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    plots.describe(
        axes,
        "Seconds an epoch against examples, width, depth, batch size and seeds, on logarithmic "
        f"axes. Slopes: {', '.join(told)}.",
    )
    return axes
