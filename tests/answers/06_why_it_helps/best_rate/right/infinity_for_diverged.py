"""Reads "diverged" as an infinite loss, and goes through the rates in order."""


def best_rate(table):
    best, lowest = None, float("inf")
    for rate in sorted(table):
        loss = float("inf") if table[rate] == "diverged" else table[rate]
        if loss < lowest:
            best, lowest = rate, loss
    return best
