"""Takes the percentiles over all units together: they describe the layer, and hide what the one
unit does.
"""

POINTS = 2


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        if np.isfinite(snapshot[:, unit]).all():
            rows.append(np.percentile(snapshot[np.isfinite(snapshot)], percentiles))
        else:
            rows.append(np.full(len(percentiles), np.nan))
    return np.array(rows)
