"""Takes the percentiles over all steps together: one row comes out, and nothing can be seen to
move.
"""

POINTS = 0


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    return np.percentile(np.concatenate(snapshots)[:, unit], percentiles)
