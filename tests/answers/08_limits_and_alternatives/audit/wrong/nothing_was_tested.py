"""Calls everything untested."""

POINTS = 1


audit = {
    "single_example": ("not tested here", None),
    "single_run": ("not tested here", None),
    "noisy_statistics": ("not tested here", None),
    "recurrent": ("not tested here", None),
    "constants": ("not tested here", None),
    "other_scale": ("not tested here", None),
    "learning_rates": ("not tested here", None),
    "exploding": ("not tested here", None),
    "weight_decay": ("not tested here", None),
    "company": ("not tested here", None),
    "imagenet": ("not tested here", None),
    "any_epsilon": ("not tested here", None),
}
