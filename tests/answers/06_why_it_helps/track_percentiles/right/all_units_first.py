"""Takes the percentiles of all units at once, then the column asked for; float32."""


def track_percentiles(snapshots, unit, percentiles=(15, 50, 85)):
    rows = []
    for snapshot in snapshots:
        whole = np.percentile(snapshot, list(percentiles), axis=0)[:, unit]
        finite = np.isfinite(snapshot[:, unit]).all()
        rows.append(np.where(finite, whole, np.nan))
    return np.stack(rows).astype(np.float32)
