"""Has every misconception at once."""

POINTS = 0


quiz = {
    "test_set": "a",
    "progress_bar": "b",
    "one_run": "b",
    "budget": "b",
    "more_seeds": "d",
    "inconclusive": "a",
}
