"""Pairs the runs by the order of their rows and not by their seeds: the first of one batch size
with the first of the other.
"""

POINTS = 0


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization, group in runs.groupby("normalization"):
        at = {size: rows["error"].to_numpy() for size, rows in group.groupby("batch_size")}
        differences = at[small] - at[reference]
        interval = intervals.mean_interval(differences)
        costs[normalization] = {
            "pairs": interval.count,
            "diverged": interval.diverged,
            "mean": interval.mean,
            "half_width": interval.half_width,
        }
    return costs
