"""Leaves the lecture of untested sentences open."""

audit = {
    "single_example": ("contradicted", "05"),
    "single_run": ("contradicted", "05"),
    "noisy_statistics": ("supported", "07"),
    "recurrent": ("not tested here", "?"),
    "constants": ("contradicted", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "08"),
    "exploding": ("contradicted", "08"),
    "weight_decay": ("contradicted", "08"),
    "company": ("supported", "08"),
    "imagenet": ("not tested here", ""),
    "any_epsilon": ("contradicted", "08"),
}
