"""Filled in one by one, in another order."""

quiz = {}
quiz["gradient_change"] = "d"
quiz["percentiles"] = "a"
quiz["noisy"] = "b"
quiz["covariate_shift"] = "b"
quiz["one_seed"] = "d"
quiz["divergence"] = "c"
