"""Compares the means of the two batch sizes and adds their variances, as if the runs were not
paired: what a seed makes easier for both widens the interval.
"""

POINTS = 2


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization, group in runs.groupby("normalization"):
        at = {size: rows.set_index("seed")["error"] for size, rows in group.groupby("batch_size")}
        seeds = at[small].index.intersection(at[reference].index)
        one, other = (intervals.mean_interval(at[size][seeds].to_numpy()) for size in (small, reference))
        lost = (at[small][seeds] - at[reference][seeds]).isna()
        costs[normalization] = {
            "pairs": int((~lost).sum()),
            "diverged": int(lost.sum()),
            "mean": at[small][seeds][~lost].mean() - at[reference][seeds][~lost].mean(),
            "half_width": math.hypot(one.half_width, other.half_width),
        }
    return costs
