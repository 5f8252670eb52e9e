"""Takes a single run for evidence, and a penalty on scale-free weights for a limit."""

POINTS = 5


audit = {
    "single_example": ("contradicted", "05"),
    "single_run": ("supported", "02"),
    "noisy_statistics": ("supported", "07"),
    "recurrent": ("not tested here", None),
    "constants": ("contradicted", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "08"),
    "exploding": ("contradicted", "08"),
    "weight_decay": ("supported", "08"),
    "company": ("supported", "08"),
    "imagenet": ("not tested here", None),
    "any_epsilon": ("contradicted", "08"),
}
