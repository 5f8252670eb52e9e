"""Divides by n in the standard deviation: with few pairs the interval is too narrow."""

POINTS = 2

from scipy import stats


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization, group in runs.groupby("normalization"):
        at = {size: rows.set_index("seed")["error"] for size, rows in group.groupby("batch_size")}
        seeds = at[small].index.intersection(at[reference].index)
        differences = (at[small][seeds] - at[reference][seeds]).to_numpy()
        finite = differences[np.isfinite(differences)]
        n = len(finite)
        spread = finite.std(ddof=0) if n > 1 else math.nan
        t = stats.t.ppf(0.975, n - 1) if n > 1 else math.nan
        mean = finite.mean() if n else math.nan
        costs[normalization] = {
            "pairs": n,
            "diverged": len(differences) - n,
            "mean": mean,
            "half_width": t * spread / math.sqrt(n) if n else math.nan,
        }
    return costs
