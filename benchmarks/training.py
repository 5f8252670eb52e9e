"""How much faster the course's `fit` is than Keras's default, as ratios measured in one run.

Alternates plain `model.fit` and the compiled loop, as a graph and through XLA, on random digits of
MNIST's size; prints medians of warm epochs, and the ratio of a whole run of five epochs with all
tracing and compiling. `make bench` runs it.
"""

import argparse
import statistics
import time

import numpy as np
import pandas as pd

from course_utils import models, training

EXAMPLES = 20_000
EPOCHS = 5
#: By way: what XLA is told; None is Keras's default `fit`.
WAYS: dict[str, bool | None] = {"default fit": None, "graph": False, "XLA": True}


def epoch_seconds(model, x, y, batch_size: int, jit: bool | None) -> list[float]:
    """Seconds of each epoch; jit None is Keras's default `fit`."""
    if jit is not None:
        history = training.fit(model, x, y, batch_size=batch_size, epochs=EPOCHS, jit_compile=jit)
        return history.history["seconds"]
    clock = training.epoch_clock()
    model.fit(x, y, batch_size=batch_size, epochs=EPOCHS, callbacks=[clock], verbose=0)
    return clock.seconds


def measure(preset: str, batch_norm: bool, batch_size: int, rounds: int) -> pd.DataFrame:
    """Medians by way: seconds a warm epoch, seconds of a whole run; the ways alternate."""
    rng = np.random.default_rng(0)
    chosen = models.preset(preset)
    x = rng.random((EXAMPLES, *chosen.input_shape), dtype=np.float32)
    y = rng.integers(10, size=EXAMPLES)
    rows = []
    for _ in range(rounds):
        for way, jit in WAYS.items():
            model = chosen.compile(chosen.build(batch_norm))
            began = time.perf_counter()
            seconds = epoch_seconds(model, x, y, batch_size, jit)
            run = time.perf_counter() - began
            # The first epoch includes tracing and compiling.
            rows.append({"way": way, "epoch": statistics.median(seconds[1:]), "run": run})
    return pd.DataFrame(rows).groupby("way", sort=False).median()


def main() -> None:
    """Print a table of seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["dense128", "torch512x256"])
    parser.add_argument("--batch-sizes", nargs="+", type=int, default=[16, 32, 128, 1024])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(
        f"{EXAMPLES:,} examples, medians of {options.rounds} alternating rounds of {EPOCHS} epochs"
    )
    for preset in options.presets:
        for batch_norm in (False, True):
            for batch_size in options.batch_sizes:
                median = measure(preset, batch_norm, batch_size, options.rounds)
                ratio = median.loc["default fit"] / median
                cells = ", ".join(
                    f"{way} {median.epoch[way]:.3f} s"
                    + (
                        f" ({ratio.epoch[way]:.1f}×, run {ratio.run[way]:.1f}×)"
                        if jit is not None
                        else ""
                    )
                    for way, jit in WAYS.items()
                )
                print(f"{preset:13} {'BN' if batch_norm else '  '} batch {batch_size:4}: {cells}")


if __name__ == "__main__":
    main()
