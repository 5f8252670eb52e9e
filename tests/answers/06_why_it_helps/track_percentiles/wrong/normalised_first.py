"""Normalises each snapshot before its percentiles are taken: whatever the distribution does in the
training, the lines can't move.
"""

POINTS = 0


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = snapshot[:, unit]
        if np.isfinite(values).all():
            rows.append(np.percentile((values - values.mean()) / (values.std() + 1e-9), percentiles))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows)
