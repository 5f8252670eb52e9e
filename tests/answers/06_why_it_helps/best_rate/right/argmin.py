"""NumPy's argmin takes the first of several minima, so the rates are sorted before."""


def best_rate(table):
    rates = sorted(table)
    losses = [np.inf if isinstance(table[rate], str) else table[rate] for rate in rates]
    place = int(np.argmin(losses))
    return rates[place] if np.isfinite(losses[place]) else None
