"""np.quantile, which takes shares in place of percent."""


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    tracked = np.full((len(snapshots), len(percentiles)), np.nan)
    for row, snapshot in zip(tracked, snapshots):
        if not np.any(~np.isfinite(snapshot[:, unit])):
            row[:] = np.quantile(snapshot[:, unit], np.array(percentiles) / 100)
    return tracked
