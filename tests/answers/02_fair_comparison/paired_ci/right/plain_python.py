"""Sums written out, the statistics module's standard deviation, and a quantile found by root
finding.
"""

import math
import statistics

from scipy.optimize import brentq
from scipy.special import stdtr


def paired_ci(a, b, confidence=0.95):
    for seed in [*a, *b]:
        if seed not in a or seed not in b:
            raise ValueError(f"seed {seed} has no partner")
        if not (math.isfinite(a[seed]) and math.isfinite(b[seed])):
            raise ValueError(f"seed {seed} diverged")
    n = len(a)
    if n < 2:
        raise ValueError("too few pairs")
    d = [a[seed] - b[seed] for seed in b]
    mean = sum(d) / n
    error = statistics.stdev(d) / math.sqrt(n)
    t = brentq(lambda q: stdtr(n - 1, q) - (1 + confidence) / 2, 0, 1e6, xtol=1e-12)
    return (mean, mean - t * error, mean + t * error)
