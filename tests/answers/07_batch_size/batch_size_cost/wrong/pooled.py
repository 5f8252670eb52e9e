"""Pools the seeds of all normalizations: each gets the same summary."""

POINTS = 1


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization in runs["normalization"].unique():
        at = {size: rows.set_index("seed")["error"] for size, rows in runs.groupby("batch_size")}
        at = {size: errors.groupby(level=0).mean() for size, errors in at.items()}
        seeds = at[small].index.intersection(at[reference].index)
        differences = (at[small][seeds] - at[reference][seeds]).to_numpy()
        interval = intervals.mean_interval(differences)
        costs[normalization] = {
            "pairs": interval.count,
            "diverged": interval.diverged,
            "mean": interval.mean,
            "half_width": interval.half_width,
        }
    return costs
