"""Made by dict(), in another order."""

quiz = dict(
    inconclusive="c",
    more_seeds="b",
    budget="a",
    one_run="d",
    progress_bar="c",
    test_set="b",
)
