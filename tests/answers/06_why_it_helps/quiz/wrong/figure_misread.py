"""Takes the lines for the accuracy over seeds."""

POINTS = 2

quiz = {
    "divergence": "c",
    "one_seed": "d",
    "covariate_shift": "b",
    "noisy": "b",
    "percentiles": "b",
    "gradient_change": "d",
}
