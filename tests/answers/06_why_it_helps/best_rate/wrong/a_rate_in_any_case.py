"""Returns the smallest rate where all have diverged: none of them trains, so there is no best one."""

POINTS = 1


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    return min(sorted(trained), key=trained.get, default=min(table))
