"""scipy.stats.t.interval and sem."""

from scipy import stats


def paired_ci(a, b, confidence=0.95):
    if a.keys() != b.keys():
        raise ValueError("a and b have different seeds")
    differences = [a[seed] - b[seed] for seed in sorted(a)]
    if len(differences) < 2:
        raise ValueError("at least two pairs are needed")
    if not all(np.isfinite(differences)):
        raise ValueError("a run diverged")
    mean = np.mean(differences)
    error = stats.sem(differences)
    low, high = stats.t.interval(confidence, len(differences) - 1, loc=mean, scale=error)
    return mean, low, high
