"""Reads "inconclusive" as "equal"."""

POINTS = 2


quiz = {
    "test_set": "b",
    "progress_bar": "c",
    "one_run": "d",
    "budget": "a",
    "more_seeds": "b",
    "inconclusive": "a",
}
