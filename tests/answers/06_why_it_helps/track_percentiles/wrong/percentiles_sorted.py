"""Returns the percentiles in ascending order, not in the order in which they were asked for."""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        if np.isfinite(values).all():
            rows.append(np.percentile(values, sorted(percentiles)))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows)
