"""Takes the interval of a mean for the spread of single runs."""

POINTS = 2


quiz = {
    "test_set": "b",
    "progress_bar": "c",
    "one_run": "d",
    "budget": "a",
    "more_seeds": "d",
    "inconclusive": "c",
}
