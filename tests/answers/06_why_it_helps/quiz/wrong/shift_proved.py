"""Takes internal covariate shift for the proved cause."""

POINTS = 2

quiz = {
    "divergence": "c",
    "one_seed": "d",
    "covariate_shift": "a",
    "noisy": "b",
    "percentiles": "a",
    "gradient_change": "d",
}
