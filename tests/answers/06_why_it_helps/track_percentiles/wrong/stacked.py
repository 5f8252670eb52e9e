"""Stacks the snapshots into one array, which fails where batches differ in size."""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    values = np.stack(snapshots)[:, :, unit]
    tracked = np.percentile(values, percentiles, axis=1).T
    tracked[~np.isfinite(values).all(axis=1)] = np.nan
    return tracked
