"""Takes a loss of 0 for "none yet" (`not lowest`), so that the next rate replaces it."""

POINTS = 1


def best_rate(table):
    best = lowest = None
    for rate in sorted(table):
        if table[rate] == "diverged":
            continue
        if not lowest or table[rate] < lowest:
            best, lowest = rate, table[rate]
    return best
