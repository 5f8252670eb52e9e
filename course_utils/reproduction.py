"""A table of what a run reproduces of the literature: claim, source, here with interval, verdict.

`claim_row` judges one claim by the interval of its values over seeds; `claims_table` puts the
rows together. A verdict is about this run alone: another network or more data may say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from course_utils.intervals import Interval, mean_interval

Verdict = Literal["reproduced", "not reproduced", "inconclusive"]


def verdict(interval: Interval, above: float) -> Verdict:
    """Judge the claim that a quantity is larger than `above` by its interval.

    "reproduced" if the interval lies above, "not reproduced" if it lies below, "inconclusive" if
    it holds `above`, if there is only one run, or if a run diverged: what is left is a selection.
    """
    if interval.diverged or not np.isfinite(interval.half_width):
        return "inconclusive"
    if interval.low > above:
        return "reproduced"
    return "not reproduced" if interval.high < above else "inconclusive"


def claim_row(
    claim: str,
    source: str,
    values: npt.ArrayLike,
    *,
    above: float = 0.0,
    unit: str = "",
    scale: float = 1.0,
    digits: int = 1,
) -> dict[str, str]:
    """One row: the claim, who makes it, what was measured here, and the verdict.

    values: one a seed, shape (n,), of a quantity that the claim says is larger than `above`.
    unit stands behind the interval, which is multiplied by `scale`.
    """
    interval = mean_interval(np.asarray(values, dtype=float))
    sign = above == 0
    return {
        "claim": claim,
        "source": source,
        "measured here": f"{interval.format(scale, digits, sign=sign)}{unit}",
        "claimed": f"> {above * scale:g}{unit}",
        "verdict": verdict(interval, above),
    }


def claims_table(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Return the rows as a table indexed by claim. Raises ValueError for no rows."""
    rows = list(rows)
    if not rows:
        raise ValueError("expected at least one claim, got none")
    return pd.DataFrame(rows).set_index("claim")
