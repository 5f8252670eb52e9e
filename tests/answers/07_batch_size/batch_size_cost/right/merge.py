"""Joins the two batch sizes on the seed; one more number in the summary."""

from scipy import stats


def batch_size_cost(runs, small, reference):
    a = runs[runs["batch_size"] == small]
    b = runs[runs["batch_size"] == reference]
    pairs = a.merge(b, on=["normalization", "seed"], suffixes=("_small", "_reference"))
    pairs["d"] = pairs["error_small"] - pairs["error_reference"]
    costs = {}
    for name, group in pairs.groupby("normalization"):
        d = group["d"].dropna().to_numpy()
        summary = {"pairs": len(d), "diverged": len(group) - len(d)}
        summary["mean"] = float(d.mean()) if len(d) else float("nan")
        summary["half_width"] = float("nan")
        if len(d) > 1:
            summary["deviation"] = float(d.std(ddof=1))
            error = summary["deviation"] / np.sqrt(len(d))
            summary["half_width"] = float(-stats.t.ppf(0.025, len(d) - 1) * error)
        costs[name] = summary
    return costs
