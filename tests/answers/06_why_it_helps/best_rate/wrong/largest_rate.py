"""Returns the largest rate that trains, whatever its loss: that it trains doesn't make it the
best.
"""

POINTS = 0


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return max(trained, default=None)
