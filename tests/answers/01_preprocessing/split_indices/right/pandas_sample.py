"""Lets pandas draw from each group, and returns its indices."""


def split_indices(labels, validation_share, seed):
    import pandas as pd

    series = pd.Series(labels)
    drawn = series.groupby(series).sample(frac=validation_share, random_state=seed)
    return series.index.difference(drawn.index), drawn.index
