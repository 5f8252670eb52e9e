"""Sorts pairs of loss and rate: ties are settled by the rate."""


def best_rate(table):
    pairs = sorted((loss, rate) for rate, loss in table.items() if not isinstance(loss, str))
    return pairs[0][1] if pairs else None
