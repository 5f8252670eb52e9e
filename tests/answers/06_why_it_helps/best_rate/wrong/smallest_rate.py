"""Returns the smallest rate that trains, whatever its loss."""

POINTS = 0


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return min(trained, default=None)
