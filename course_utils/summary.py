"""What the course ends with: BN against no BN for the five presets, and over batch sizes.

`summarise` runs both grids (or reads them from the cache of runs) and returns the histories; the
tables are `intervals.compare_presets` and `intervals.compare_batch_sizes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from course_utils.data import Digits
from course_utils.experiments import preset_grid, run_grid
from course_utils.intervals import compare_batch_sizes, compare_presets
from course_utils.models import PRESETS

#: The network of the batch-size study; the sizes are all that the sources studied, on one axis.
STUDIED_PRESET = "dense128"
STUDIED_SIZES = tuple(sorted({size for p in PRESETS.values() for size in p.batch_sizes}))


@dataclass(frozen=True)
class Summary:
    """The tidy histories of both grids; the tables are made from them."""

    presets: pd.DataFrame
    batch_sizes: pd.DataFrame

    def preset_table(self) -> pd.DataFrame:
        """One row a preset: without BN, with BN, paired difference in points, verdict."""
        return compare_presets(self.presets)

    def batch_size_table(self) -> pd.DataFrame:
        """One row a batch size: both models, their difference, seconds per epoch."""
        return compare_batch_sizes(self.batch_sizes)


def summarise(
    digits: Digits,
    *,
    seeds: int = 3,
    epochs: int | None = None,
    presets: Sequence[str] = tuple(PRESETS),
    batch_sizes: Sequence[int] = STUDIED_SIZES,
) -> Summary:
    """Run both grids over `seeds` paired seeds; epochs default to each preset's own."""
    by_preset = run_grid(preset_grid(presets, range(seeds), epochs=epochs), digits)
    by_size = run_grid(
        preset_grid([STUDIED_PRESET], range(seeds), epochs=epochs, batch_sizes=batch_sizes), digits
    )
    return Summary(by_preset.history, by_size.history)
