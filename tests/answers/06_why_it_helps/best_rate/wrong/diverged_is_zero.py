"""Takes "diverged" for a loss of 0: then the rate that failed wins."""

POINTS = 0


def best_rate(table):
    losses = {rate: 0.0 if loss == "diverged" else loss for rate, loss in table.items()}
    return min(sorted(losses), key=losses.get)
