"""Settles ties for the rate that comes first in the dict, which need not be the smallest."""

POINTS = 1


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return min(trained, key=trained.get, default=None)
