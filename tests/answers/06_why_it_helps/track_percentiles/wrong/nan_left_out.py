"""Leaves values that aren't finite out and takes the percentiles of the others: a run that has
diverged looks as if it went on.
"""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        rows.append(np.percentile(values[np.isfinite(values)], percentiles))
    return np.array(rows)
