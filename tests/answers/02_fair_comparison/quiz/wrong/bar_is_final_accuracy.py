"""Reads the progress bar as the accuracy of the final weights."""

POINTS = 2


quiz = {
    "test_set": "b",
    "progress_bar": "b",
    "one_run": "d",
    "budget": "a",
    "more_seeds": "b",
    "inconclusive": "c",
}
