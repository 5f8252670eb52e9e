"""Believes that a large test set makes one run enough."""

POINTS = 2


quiz = {
    "test_set": "b",
    "progress_bar": "c",
    "one_run": "b",
    "budget": "a",
    "more_seeds": "b",
    "inconclusive": "c",
}
