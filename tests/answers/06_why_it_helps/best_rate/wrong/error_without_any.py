"""Raises an error where all rates diverged: that there is no best rate is a result, None."""

POINTS = 1


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return min(sorted(trained), key=trained.get)
