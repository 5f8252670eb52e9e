"""Returns all rates of a tie as a list: one rate is asked for."""

POINTS = 1


def best_rate(table):
    trained = {rate: loss for rate, loss in table.items() if loss != "diverged"}
    if not trained:
        return None
    tied = sorted(rate for rate, loss in trained.items() if loss == min(trained.values()))
    return tied[0] if len(tied) == 1 else tied
