"""Gives a row of NaN as soon as any unit has a value that isn't finite, though this unit's values
are all right.
"""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        if np.isfinite(snapshot).all():
            rows.append(np.percentile(snapshot[:, unit], percentiles))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows)
