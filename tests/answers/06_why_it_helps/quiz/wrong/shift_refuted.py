"""Takes it for refuted in every sense, and reads the noise experiment the wrong way round."""

POINTS = 1

quiz = {
    "divergence": "c",
    "one_seed": "d",
    "covariate_shift": "c",
    "noisy": "a",
    "percentiles": "a",
    "gradient_change": "b",
}
