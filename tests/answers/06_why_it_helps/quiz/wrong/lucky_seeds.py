"""Takes the mean of the runs that finished, and the explanation by covariate shift for proved."""

POINTS = 1

quiz = {
    "divergence": "c",
    "one_seed": "a",
    "covariate_shift": "a",
    "noisy": "b",
    "percentiles": "a",
    "gradient_change": "d",
}
