"""All six, written as in the stub."""

quiz = {
    "test_set": "b",
    "progress_bar": "c",
    "one_run": "d",
    "budget": "a",
    "more_seeds": "b",
    "inconclusive": "c",
}
