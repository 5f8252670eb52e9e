"""pandas aligns two Series by their index, which is the seed."""

import pandas as pd
from scipy.stats import t


def paired_ci(a, b, confidence=0.95):
    d = pd.Series(a, dtype=float) - pd.Series(b, dtype=float)
    if len(a) != len(b) or len(d) != len(a) or len(d) < 2 or not np.isfinite(d).all():
        raise ValueError(f"these runs make no pairs: {d.to_dict()}")
    half = t.isf((1 - confidence) / 2, df=len(d) - 1) * d.sem()
    return [d.mean(), d.mean() - half, d.mean() + half]
