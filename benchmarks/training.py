"""How much faster the course's `fit` is than Keras's default, as ratios measured in one run.

Alternates plain `model.fit`, whole epochs per execution, and whole epochs compiled by XLA, on
random digits of MNIST's size; prints medians of warm epochs. `make bench` runs it.
"""

import argparse
import statistics

import numpy as np

from course_utils import models, training

EXAMPLES = 20_000


def epoch_seconds(model, x, y, batch_size: int, epochs: int, jit: bool | None) -> list[float]:
    """Seconds of each epoch; jit None is Keras's default `fit`."""
    if jit is not None:
        history = training.fit(model, x, y, batch_size=batch_size, epochs=epochs, jit_compile=jit)
        return history.history["seconds"]
    clock = training.epoch_clock()
    model.fit(x, y, batch_size=batch_size, epochs=epochs, callbacks=[clock], verbose=0)
    return clock.seconds


def measure(preset: str, batch_size: int, rounds: int) -> dict[str, float]:
    """Median seconds a warm epoch, by way; the ways alternate, so that all meet the same noise."""
    rng = np.random.default_rng(0)
    chosen = models.preset(preset)
    x = rng.random((EXAMPLES, *chosen.input_shape), dtype=np.float32)
    y = rng.integers(10, size=EXAMPLES)
    ways: dict[str, bool | None] = {"default fit": None, "whole epochs": False, "and XLA": True}
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, jit in ways.items():
            model = chosen.compile(chosen.build())
            # The first epoch includes tracing and compiling.
            seconds[way] += epoch_seconds(model, x, y, batch_size, 4, jit)[1:]
    return {way: statistics.median(values) for way, values in seconds.items()}


def main() -> None:
    """Print a table of seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["dense128", "torch512x256"])
    parser.add_argument("--batch-sizes", nargs="+", type=int, default=[16, 32, 128])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"{EXAMPLES:,} examples, medians of {3 * options.rounds} warm epochs")
    for preset in options.presets:
        for batch_size in options.batch_sizes:
            median = measure(preset, batch_size, options.rounds)
            base = median["default fit"]
            cells = ", ".join(f"{way} {s:.2f} s ({base / s:.1f}×)" for way, s in median.items())
            print(f"{preset:13} batch {batch_size:4}: {cells}")


if __name__ == "__main__":
    main()
