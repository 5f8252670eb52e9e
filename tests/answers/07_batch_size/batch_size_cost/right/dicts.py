"""Plain Python: a dict of errors by seed for each batch size."""


def batch_size_cost(runs, small, reference):
    errors = {}
    for row in runs.itertuples():
        errors.setdefault(row.normalization, {}).setdefault(row.batch_size, {})[row.seed] = row.error
    costs = {}
    for name, by_size in errors.items():
        one, other = by_size[small], by_size[reference]
        differences = [one[seed] - other[seed] for seed in one if seed in other]
        interval = intervals.mean_interval(np.array(differences))
        costs[name] = dict(
            pairs=interval.count,
            diverged=interval.diverged,
            mean=interval.mean,
            half_width=interval.half_width,
        )
    return costs
