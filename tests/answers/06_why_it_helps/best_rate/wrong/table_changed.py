"""Deletes the rates that diverged from the caller's own table."""

POINTS = 1


def best_rate(table):
    for rate in list(table):
        if table[rate] == "diverged":
            del table[rate]
    return min(sorted(table), key=table.get, default=None)
