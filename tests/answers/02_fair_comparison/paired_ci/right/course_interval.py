"""Pairs and refusals of its own, the interval itself from the course's mean_interval."""

from course_utils.intervals import mean_interval


def paired_ci(a, b, confidence=0.95):
    if set(a) ^ set(b):
        raise ValueError("other seeds")
    d = np.array([a[seed] - b[seed] for seed in sorted(b)])
    if d.size < 2 or not np.isfinite(d).all():
        raise ValueError("no honest interval")
    interval = mean_interval(d, level=confidence)
    return interval.mean, interval.low, interval.high
