"""Leaves out values without a logarithm and fits the rest: an overflowed gradient is hidden, not
reported.
"""

POINTS = 2


def gradient_growth(squared_norms):
    norms = np.atleast_2d(np.asarray(squared_norms, dtype=float))
    slopes = []
    for run in norms:
        good = np.isfinite(run) & (run > 0)
        if good.sum() > 1:
            slopes.append(np.polyfit(np.flatnonzero(good), np.log(run[good]), 1)[0])
    return float(np.exp(-np.mean(slopes))) if slopes else 1.0
