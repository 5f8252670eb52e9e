"""Returns the lowest loss, where the rate is asked for that has it."""

POINTS = 0


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return min(trained.values(), default=None)
