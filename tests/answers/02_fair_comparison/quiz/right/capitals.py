"""Capital letters with brackets, as in the list."""

quiz = {
    "test_set": "B)",
    "progress_bar": "C)",
    "one_run": "D)",
    "budget": "A)",
    "more_seeds": "B)",
    "inconclusive": "C)",
}
