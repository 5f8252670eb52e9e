"""min with a key and a default."""


def best_rate(table):
    trained = [rate for rate in table if table[rate] != "diverged"]
    return min(trained, key=lambda rate: (table[rate], rate), default=None)
