"""Compares numbers with the word "diverged", which raises a TypeError."""

POINTS = 0


def best_rate(table):
    return min(sorted(table), key=table.get)
