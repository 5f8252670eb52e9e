"""Sorts a copy and interpolates between neighbours itself."""


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        values = np.sort(np.asarray(snapshot)[:, unit])
        row = []
        for p in percentiles:
            place = p / 100 * (len(values) - 1)
            below = int(np.floor(place))
            above = min(below + 1, len(values) - 1)
            low, high = values[below], values[above]
            row.append(low + (place - below) * (high - low))
        rows.append(row if all(np.isfinite(values)) else [float("nan")] * len(percentiles))
    return rows
