"""Drops pairs with a diverged run without counting them: the table looks as if nothing had
happened.
"""

POINTS = 2


def batch_size_cost(runs, small, reference):
    costs = {}
    for normalization, group in runs.groupby("normalization"):
        at = {size: rows.set_index("seed")["error"] for size, rows in group.groupby("batch_size")}
        seeds = at[small].index.intersection(at[reference].index)
        differences = (at[small][seeds] - at[reference][seeds]).to_numpy()
        interval = intervals.mean_interval(differences)
        costs[normalization] = {
            "pairs": interval.count,
            "diverged": 0,
            "mean": interval.mean,
            "half_width": interval.half_width,
        }
    return costs
