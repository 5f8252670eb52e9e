"""Without an interval: the distance to the margin in standard errors against t's quantile."""

import statistics

from scipy.special import stdtrit


def verdict(a, b, margin=0.0):
    a, b = np.array(a, dtype=float), np.array(b, dtype=float)
    if a.shape != b.shape or a.size < 2 or np.isnan(a.sum() + b.sum()) or np.isinf([*a, *b]).any():
        raise ValueError("no verdict without pairs of finite accuracies")
    d = (a - b).tolist()
    error = statistics.stdev(d) / len(d) ** 0.5
    critical = stdtrit(len(d) - 1, 0.975)
    for sign, answer in ((1, "a is higher"), (-1, "b is higher")):
        if sign * statistics.fmean(d) - margin > critical * error:
            return answer
    return "inconclusive"
