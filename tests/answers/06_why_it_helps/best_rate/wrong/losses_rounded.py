"""Takes losses that differ only a little for equal ones, as rounding does: the lower one wins."""

POINTS = 1


def best_rate(table):
    rounded = {rate: round(loss, 2) for rate, loss in table.items() if loss != "diverged"}
    return min(sorted(rounded), key=rounded.get) if rounded else None
