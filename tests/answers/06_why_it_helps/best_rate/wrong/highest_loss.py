"""Returns the rate with the highest mean: the table holds losses, and the lower the better."""

POINTS = 0


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return max(sorted(trained), key=trained.get, default=None)
