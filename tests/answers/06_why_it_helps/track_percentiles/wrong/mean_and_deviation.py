"""Returns mean − σ, mean and mean + σ: these are the 16th, 50th and 84th percentiles of a
Gaussian, and a unit's values need not be one.
"""

POINTS = 0


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        if np.isfinite(values).all():
            rows.append(np.array([values.mean() - values.std(), values.mean(), values.mean() + values.std()]))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows)
