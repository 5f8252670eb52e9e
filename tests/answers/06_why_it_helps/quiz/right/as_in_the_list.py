"""In the order of the questions."""

quiz = {
    "divergence": "c",
    "one_seed": "d",
    "covariate_shift": "b",
    "noisy": "b",
    "percentiles": "a",
    "gradient_change": "d",
}
