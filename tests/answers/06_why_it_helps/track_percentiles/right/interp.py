"""np.interp on the sorted values; sums tell whether all are finite."""


def one_row(values, percentiles):
    if not np.isfinite(np.abs(values).sum()):
        return [np.nan for _ in percentiles]
    return np.interp(percentiles, np.linspace(0, 100, len(values)), np.sort(values)).tolist()


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    return np.array([one_row(snapshot.T[unit], percentiles) for snapshot in snapshots])
