"""Leaves the steps at which the run diverged out: the rows after them stand at the wrong steps."""

POINTS = 3


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    values = [snapshot[:, unit] for snapshot in snapshots]
    return np.array([np.percentile(v, percentiles) for v in values if np.isfinite(v).all()])
