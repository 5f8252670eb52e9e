"""Writes the NaN or the infinity of the mean into the table where the word "diverged" is asked
for.
"""

POINTS = 2


def learning_rate_sweep(train, rates, seeds):
    return {rate: float(np.mean([train(rate, seed) for seed in seeds])) for rate in rates}
