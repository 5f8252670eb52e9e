"""Takes the nearest value in place of interpolating linearly between two."""

POINTS = 0


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        if np.isfinite(values).all():
            rows.append(np.percentile(values, percentiles, method="nearest"))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows)
