"""Starts the search at a loss of 1: where all losses are larger, none is found."""

POINTS = 1


def best_rate(table):
    best, lowest = None, 1.0
    for rate in sorted(table):
        if table[rate] != "diverged" and table[rate] < lowest:
            best, lowest = rate, table[rate]
    return best
