"""Sorts the snapshots themselves: after the call, the caller's arrays are in another order."""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        values.sort()
        finite = np.isfinite(values).all()
        rows.append(np.percentile(values, percentiles) if finite else [np.nan] * len(percentiles))
    return np.array(rows)
