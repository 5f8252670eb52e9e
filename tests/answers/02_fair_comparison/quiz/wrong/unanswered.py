"""Leaves the question marks."""

POINTS = 0


quiz = {
    "test_set": "?",
    "progress_bar": "?",
    "one_run": "?",
    "budget": "?",
    "more_seeds": "?",
    "inconclusive": "?",
}
