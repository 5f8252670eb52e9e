"""Puts the batch sizes side by side with pivot, and computes the interval by hand."""

from scipy.stats import t


def batch_size_cost(runs, small, reference):
    costs = {}
    for name in runs["normalization"].unique():
        chosen = runs[(runs["normalization"] == name) & runs["batch_size"].isin([small, reference])]
        both = chosen.groupby("seed").filter(lambda rows: len(rows) == 2)
        wide = both.pivot(index="seed", columns="batch_size", values="error")
        d = wide[small] - wide[reference]
        n = int(d.notna().sum())
        half = t.ppf(0.975, n - 1) * d.std() / n**0.5 if n >= 2 else np.nan
        costs[name] = {
            "pairs": n, "diverged": int(d.isna().sum()), "mean": d.mean(), "half_width": half,
        }
    return costs
