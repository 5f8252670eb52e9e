"""Subtracts the other way round: a batch size that costs accuracy comes out as a gain."""

POINTS = 1


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization, group in runs.groupby("normalization"):
        at = {size: rows.set_index("seed")["error"] for size, rows in group.groupby("batch_size")}
        seeds = at[small].index.intersection(at[reference].index)
        differences = (at[reference][seeds] - at[small][seeds]).to_numpy()
        interval = intervals.mean_interval(differences)
        costs[normalization] = {
            "pairs": interval.count,
            "diverged": interval.diverged,
            "mean": interval.mean,
            "half_width": interval.half_width,
        }
    return costs
