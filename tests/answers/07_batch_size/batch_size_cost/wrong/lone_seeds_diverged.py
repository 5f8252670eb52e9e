"""Counts a seed that has a run for only one of the two batch sizes as a diverged pair: nothing has
diverged there, the partner was never run.
"""

POINTS = 2


def batch_size_cost(runs, small, reference):
    def summ(d, div):
        d = np.asarray(d, float)
        n = len(d)
        from scipy import stats

        return {
            "pairs": n,
            "diverged": div,
            "mean": d.mean() if n else np.nan,
            "half_width": stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n)
            if n > 1
            else np.nan,
        }

    out = {}
    for n, g in runs.groupby("normalization"):
        p = g.pivot(index="seed", columns="batch_size", values="error")
        d = p[small] - p[reference]
        out[n] = summ(d.dropna(), int(d.isna().sum()))
    return out
