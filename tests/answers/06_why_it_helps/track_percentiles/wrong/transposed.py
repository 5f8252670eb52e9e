"""Returns a row for each percentile and a column for each step: it is to be the other way round."""

POINTS = 0


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        if np.isfinite(values).all():
            rows.append(np.percentile(values, percentiles))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows).T
