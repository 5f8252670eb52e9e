"""Trusts single runs, and the mean without its interval."""

POINTS = 1


quiz = {
    "test_set": "b",
    "progress_bar": "c",
    "one_run": "a",
    "budget": "a",
    "more_seeds": "b",
    "inconclusive": "b",
}
