"""Takes a pair with a diverged run for one without a difference."""

POINTS = 2


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization, group in runs.groupby("normalization"):
        at = {size: rows.set_index("seed")["error"] for size, rows in group.groupby("batch_size")}
        seeds = at[small].index.intersection(at[reference].index)
        differences = (at[small][seeds] - at[reference][seeds]).fillna(0.0).to_numpy()
        interval = intervals.mean_interval(differences)
        costs[normalization] = {
            "pairs": interval.count,
            "diverged": interval.diverged,
            "mean": interval.mean,
            "half_width": interval.half_width,
        }
    return costs
